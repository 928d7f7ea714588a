#!/bin/sh
# Makes the certificates of the time stamps anew; the keys of the authorities are not kept.
cd "$(dirname "$0")/time"
. ../shared.sh
leaf timeStamping
root listed 'Test root of time'
root other 'Other test root of time'
key between
key stamp
issue between-listed listed listed between 'Test authority of time' authority $long
issue between-other other other between 'Test authority of time' authority $long
issue between-expired listed listed between 'Test authority of time' authority $past
issue listed-by-other other other listed 'Test root of time' authority $long
issue listed-expired other other listed 'Test root of time' authority $past
issue stamp between-listed between stamp 'Test clock' leaf $long
rm -f listed.key other.key between.key other.pem
clean
