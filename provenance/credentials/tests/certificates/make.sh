#!/bin/sh
# Makes the certificates anew; `authority.key` is not kept.
set -eu
cd "$(dirname "$0")"
name() { printf '/C=DE/O=spectrafide tests/CN=%s' "$1"; }
LC_ALL=C
export LC_ALL
openssl ecparam -name prime256v1 -genkey -noout -out authority.key
openssl req -x509 -new -key authority.key -sha256 -days 36500 -subj "$(name 'Test authority')" \
  -addext 'keyUsage=critical,keyCertSign,cRLSign' -out authority.pem
openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out signer.key
openssl req -new -key signer.key -subj "$(name 'Test signer')" -out signer.csr
cat > extensions <<'EOF'
[default]
database = index
new_certs_dir = .
serial = serial
default_md = sha256
policy = any
[any]
countryName = optional
organizationName = optional
commonName = supplied
[leaf]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,emailProtection
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EOF
issue() { # name, first day, last day
  : > index
  printf 'unique_subject = no\n' > index.attr
  openssl rand -hex 8 > serial
  openssl ca -batch -notext -config extensions -name default -extensions leaf \
    -cert authority.pem -keyfile authority.key -in signer.csr \
    -startdate "$2" -enddate "$3" -out "$1"
}
issue signer.pem 20250101000000Z 21250101000000Z
issue expired.pem 20200101000000Z 20200102000000Z
rm -f authority.key signer.csr extensions index* serial* [0-9A-F]*.pem
