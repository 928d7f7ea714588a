#!/bin/sh
# Makes the certificates of the time stamps anew; the keys of the authorities are not kept.
set -eu
cd "$(dirname "$0")/time"
LC_ALL=C
export LC_ALL
name() { printf '/C=DE/O=spectrafide tests/CN=%s' "$1"; }
key() { openssl ecparam -name prime256v1 -genkey -noout | openssl pkcs8 -topk8 -nocrypt -out "$1.key"; }
cat > extensions <<'END'
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
[stamps]
basicConstraints = critical,CA:FALSE
keyUsage = critical,digitalSignature
extendedKeyUsage = critical,timeStamping
subjectKeyIdentifier = hash
authorityKeyIdentifier = keyid
END
root() { # file, common name
  key "$1"
  openssl req -x509 -new -key "$1.key" -sha256 -days 36500 -subj "$(name "$2")" \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' -out "$1.pem"
}
issue() { # file, issuer's certificate, its key, key of the subject, its common name, extensions, first day, last day
  openssl req -new -key "$4.key" -subj "$(name "$5")" -out request.csr
  : > index
  printf 'unique_subject = no\n' > index.attr
  openssl rand -hex 8 > serial
  openssl ca -batch -notext -config extensions -name default -extensions "$6" \
    -cert "$2.pem" -keyfile "$3.key" -in request.csr -startdate "$7" -enddate "$8" -out "$1.pem"
}
long='20250101000000Z 21250101000000Z'
past='20200101000000Z 20200102000000Z'
root listed 'Test root of time'
root other 'Other test root of time'
key between
key stamp
issue between-listed listed listed between 'Test authority of time' authority $long
issue between-other other other between 'Test authority of time' authority $long
issue between-expired listed listed between 'Test authority of time' authority $past
issue listed-by-other other other listed 'Test root of time' authority $long
issue listed-expired other other listed 'Test root of time' authority $past
issue stamp between-listed between stamp 'Test clock' stamps $long
rm -f listed.key other.key between.key other.pem request.csr extensions index* serial* [0-9A-F]*.pem
