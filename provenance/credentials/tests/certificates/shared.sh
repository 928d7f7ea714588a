# What `make.sh` and `make-time.sh` share, to be sourced in the folder that they write to.
set -eu
LC_ALL=C
export LC_ALL
long='20250101000000Z 21250101000000Z'
past='20200101000000Z 20200102000000Z'
name() { printf '/C=DE/O=spectrafide tests/CN=%s' "$1"; }
key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"; }
root() { # file, common name
  key "$1"
  openssl req -x509 -new -key "$1.key" -sha256 -days 36500 -subj "$(name "$2")" \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -out "$1.pem"
}
leaf() { # what a certificate that signs nothing but this is for
  printf '%s\n' '[leaf]' 'basicConstraints = critical,CA:FALSE' \
    'keyUsage = critical,digitalSignature' "extendedKeyUsage = critical,$1" \
    'subjectKeyIdentifier = hash' 'authorityKeyIdentifier = keyid' >> extensions
}
issue() { # file, issuer's certificate, its key, key of the subject, its common name, extensions, first day, last day
  openssl req -new -key "$4.key" -subj "$(name "$5")" -out request.csr
  : > index
  printf 'unique_subject = no\n' > index.attr
  openssl rand -hex 8 > serial
  openssl ca -batch -notext -config extensions -name default -extensions "$6" \
    -cert "$2.pem" -keyfile "$3.key" -in request.csr -startdate "$7" -enddate "$8" -out "$1.pem"
}
clean() { rm -f request.csr extensions index* serial* [0-9A-F]*.pem; }
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
[authority]
basicConstraints = critical,CA:TRUE
keyUsage = critical,keyCertSign,cRLSign
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
EOF
