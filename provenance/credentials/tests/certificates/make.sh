#!/bin/sh
# Makes the certificates anew; `authority.key` is not kept.
cd "$(dirname "$0")"
. ./shared.sh
leaf emailProtection
root authority 'Test authority'
key signer
issue signer authority authority signer 'Test signer' leaf $long
issue expired authority authority signer 'Test signer' leaf $past
rm -f authority.key
clean
