#!/bin/sh
# Certificates by which servers and media nodes know each other (mutual TLS), signed by an authority of their own.
#
#   deploy/media-certificates.sh FOLDER authority       once: ca.pem, and ca.key, which stays on no server or node
#   deploy/media-certificates.sh FOLDER server NAME     for servers: NAME.pem and NAME.key
#   deploy/media-certificates.sh FOLDER node NAME       for a node: NAME is the host or address in its BEDSIDE_SFU_CONTROL_URL
#
# Needs OpenSSL 3. A certificate holds for 397 days; run the same line again to renew it.
set -eu
umask 077

if [ $# -lt 2 ]; then
  sed -n '2,8s/^# \{0,1\}//p' "$0" >&2
  exit 2
fi
folder=$1
kind=$2
name=${3:-}

mkdir -p "$folder"

if [ "$kind" = authority ]; then
  if [ -e "$folder/ca.key" ]; then
    echo "$folder/ca.key exists: every certificate would have to be made anew" >&2
    exit 1
  fi
  openssl req -x509 -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -days 3650 \
    -subj '/CN=Bedside media authority' \
    -addext 'keyUsage=critical,keyCertSign,cRLSign' \
    -keyout "$folder/ca.key" -out "$folder/ca.pem" 2>/dev/null
  echo "$folder/ca.pem"
  exit 0
fi

case "$name" in
  '' | *[!A-Za-z0-9.:-]*)
    echo 'the name must be a host name or an IP address' >&2
    exit 2
    ;;
esac

# A node is no server and a server no node: nobody can use the certificate of one as the other.
case "$kind" in
  server) purpose=clientAuth ;;
  node) purpose=serverAuth ;;
  *)
    echo "$kind is not authority, server or node" >&2
    exit 2
    ;;
esac
case "$name" in
  *:*) alternative="IP:$name" ;;
  *[!0-9.]*) alternative="DNS:$name" ;;
  *) alternative="IP:$name" ;;
esac

request=$(mktemp)
extensions=$(mktemp)
trap 'rm -f "$request" "$extensions"' EXIT
printf 'basicConstraints=critical,CA:FALSE\nkeyUsage=critical,digitalSignature\nextendedKeyUsage=%s\nsubjectAltName=%s\n' \
  "$purpose" "$alternative" >"$extensions"
openssl req -new -newkey ec -pkeyopt ec_paramgen_curve:P-256 -noenc -subj "/CN=$name" \
  -keyout "$folder/$name.key" -out "$request" 2>/dev/null
openssl x509 -req -in "$request" -CA "$folder/ca.pem" -CAkey "$folder/ca.key" -days 397 \
  -extfile "$extensions" -out "$folder/$name.pem" 2>/dev/null
echo "$folder/$name.pem"
