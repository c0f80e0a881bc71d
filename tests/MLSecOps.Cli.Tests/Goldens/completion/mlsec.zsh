#compdef mlsec
# zsh completion of mlsec; made by: mlsec completion zsh
_mlsec() {
    local -A mlsec_words mlsec_flags
    local -a choices
    local node="" word
    mlsec_words[root]='model:models and packages: inspect, make, sign, reissue, check, rehearse and push
rollout:releases on their way to devices
device:devices: as the hub knows them, and their enrolment from the first key to the last
attest:evidence of devices, and attestation messages of any origin
trust:keys, anchors and signed documents: whose signatures count
config:the agent'\''s configuration
status:show what this device runs and whether it is trusted
version:print the version of this program
completion:print a completion script for a shell'
    mlsec_flags[root]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model]='pack:make a package from a folder
sign:sign a package, or add a signer to it; or a folder with an OMS bundle
reissue:put a package'\''s payload under a higher release
verify:check a package, or a folder by its OMS bundle: signature, policy and every digest
show:print what a package says about itself, without judging it
baseline:choose inputs whose answers give a changed model away, and make them its sanity suite
rehearse:run the sanity suite of a package, or of an installed model, in the sandboxed worker
inspect:look into a model for what nothing honest needs, before anything runs it
diff:say how a model differs from another: interface, operators, control flow, weights
bom:write a CycloneDX bill of materials of a model, from its bytes
push:give a signed package to the hub'
    mlsec_flags[model]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/pack]=''
    mlsec_flags[model/pack]='--output:the package to write; refused when it exists
--name:the model'\''s slot on devices: lower-case letters, digits and hyphens
--version:semantic version, for people
--release:release number, for machines: higher than every release before
--expires:end of validity: RFC 3339, or a duration such as 90d (default 180d; trust update, membership 365d; bulletin 30d)
--issued:begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)
--audience:a fleet that may run it; may be given several times (default: any)
--hardware:hardware that may run it; may be given several times (default: any)
--min-agent:oldest agent version that may install it
--format:onnx, or opaque: held and verified, never run here (default onnx)
--source:where the model came from, such as git+https://example.org/m@COMMIT
--training-data:SHA-256 of the training data, sha256:HEX
--external-data:a file with weights of the model, by the name that the model states, relative to its folder; may be given several times (default: NAME.onnx.data and NAME.onnx_data)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/sign]=''
    mlsec_flags[model/sign]='--cert:the signer'\''s certificate, PEM; intermediates may follow it
--key:the signer'\''s private key: a PEM file, or a token'\''s by its pkcs11: URI with module-path
--passphrase-file:first line is the passphrase of the private keys
--pin-file:first line is the PIN of the token (default: the URI'\''s pin-source)
--output:the signed package (default: PATH itself, replaced in one step)
--oms:put an OMS bundle over manifest and payload into the package, instead of a CMS
--signature:the OMS bundle (model.sig) about the folder or file PATH
--ignore-paths:path below PATH, with all below it, that need not be signed; may be given several times
--allow-symlinks:follow symbolic links to files inside PATH, if signer and verifier both allow it, instead of refusing them
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/reissue]=''
    mlsec_flags[model/reissue]='--output:the package to write; refused when it exists
--version:semantic version, for people
--release:release number, for machines: higher than every release before
--expires:end of validity: RFC 3339, or a duration such as 90d (default 180d; trust update, membership 365d; bulletin 30d)
--issued:begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/verify]=''
    mlsec_flags[model/verify]='--trust:whose signatures count (default /etc/mlsec/trust.toml)
--anchors:CA certificate, PEM, that the signer'\''s certificate chains to; may be given several times
--fleet:the fleet to judge for (default: the trust file'\''s; audience is not checked without one)
--hardware:the hardware to judge for (not checked without)
--agent-version:the agent version to judge for (not checked without)
--release-floor:refuse a lower release, as a device that confirmed this one does (not checked without)
--bulletin:the publisher'\''s newest bulletin, NAME.json with NAME.p7s beside it (default: the one in trust.d)
--at:judge as of this time, RFC 3339 (default: now, by this machine'\''s clock)
--public-key:the signer'\''s public key: PEM (key or certificate) or JWK; with model verify, instead of --trust or --anchors
--signature:the OMS bundle (model.sig) about the folder or file PATH
--ignore-paths:path below PATH, with all below it, that need not be signed; may be given several times
--allow-symlinks:follow symbolic links to files inside PATH, if signer and verifier both allow it, instead of refusing them
--ignore-unsigned-files:leave files alone that nobody signed, instead of refusing them
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/show]=''
    mlsec_flags[model/show]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/baseline]=''
    mlsec_flags[model/baseline]='--inputs:folder with inputs as the application gives them: test_data_set_N/input_K.pb, or .npy with one input a row
--output:folder of the package; sanity/ is made in it, and refused when it holds something
--fingerprints:golden vectors at most (default 8)
--flips:changed copies for each class of bits, half of them to choose by (default 200)
--seed:which bits are turned over; the same seed gives the same baseline (default 1)
--rtol:relative tolerance of outputs (default 0.001)
--atol:absolute tolerance of outputs (default 0.0001)
--external-data:a file with weights of the model, by the name that the model states, relative to its folder; may be given several times (default: NAME.onnx.data and NAME.onnx_data)
--worker:the worker'\''s program (default: beside mlsec, then /usr/libexec/mlsec)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/rehearse]=''
    mlsec_flags[model/rehearse]='--model:hold this ONNX file against the package'\''s suite instead of the package'\''s own model
--external-data:a file with weights of the model, by the name that the model states, relative to its folder; may be given several times (default: NAME.onnx.data and NAME.onnx_data)
--worker:the worker'\''s program (default: beside mlsec, then /usr/libexec/mlsec)
--current:have this device'\''s agent rehearse the model of this name, bit by bit where it can; without PACKAGE
--socket:the agent'\''s socket (default: varlink.socket of the configuration)
--trust:whose signatures count (default /etc/mlsec/trust.toml)
--anchors:CA certificate, PEM, that the signer'\''s certificate chains to; may be given several times
--fleet:the fleet to judge for (default: the trust file'\''s; audience is not checked without one)
--hardware:the hardware to judge for (not checked without)
--agent-version:the agent version to judge for (not checked without)
--release-floor:refuse a lower release, as a device that confirmed this one does (not checked without)
--bulletin:the publisher'\''s newest bulletin, NAME.json with NAME.p7s beside it (default: the one in trust.d)
--at:judge as of this time, RFC 3339 (default: now, by this machine'\''s clock)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/inspect]=''
    mlsec_flags[model/inspect]='--sarif:print SARIF 2.1.0 for code scanning instead of lines
--installed:compare with this release, a model or package
--policy:inspection.json for a loose file: operators allowed, findings waived
--allow-domain:allow all operators of this domain, or one as DOMAIN:OPERATOR, in a loose file; may be given several times
--bom:CycloneDX bill of materials for a loose file, compared with its bytes
--worker:the worker'\''s program (default: beside mlsec, then /usr/libexec/mlsec)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/diff]=''
    mlsec_flags[model/diff]='--weights:read and compare the weights too: all of both files
--worker:the worker'\''s program (default: beside mlsec, then /usr/libexec/mlsec)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/bom]=''
    mlsec_flags[model/bom]='--output:write it here instead of to standard output; refused when it exists; model.cdx.json is packed as the bill
--spec-version:version of CycloneDX, 1.6 or 1.7 (default 1.6)
--worker:the worker'\''s program (default: beside mlsec, then /usr/libexec/mlsec)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/push]=''
    mlsec_flags[model/push]='--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[rollout]='start:have devices take a release that was pushed
status:show which devices run the release of a rollout
recall:have devices stop running what a publisher'\''s bulletin recalls'
    mlsec_flags[rollout]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[rollout/start]=''
    mlsec_flags[rollout/start]='--device:a device that gets it; may be given several times
--all:every enrolled device gets it
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[rollout/status]=''
    mlsec_flags[rollout/status]='--wait:wait at most this long for the outcome, such as 60s (default: 30s for a challenge, 60s for an enrolment, not at all for a rollout)
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[rollout/recall]=''
    mlsec_flags[rollout/recall]='--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device]='token:make a one-time token with which a device enrols
enroll:give this device'\''s agent a token and wait until it is enrolled
reenroll:revoke a device'\''s key and make a token with which it enrols again
retire:take a device out of use: its key is revoked and nobody misses it
list:show all devices as the hub sees them
show:show one device as the hub sees it, and export its evidence
challenge:ask a device for evidence now, and judge it'
    mlsec_flags[device]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/token]=''
    mlsec_flags[device/token]='--ueid:the device that it is for, 34 hexadecimal digits (default: the hub draws a new one)
--valid:how long the token counts, 1m to 24h (default 1h)
--output:write the token there, for its owner alone, instead of printing it
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/enroll]=''
    mlsec_flags[device/enroll]='--token:file with the token that mlsec device token or reenroll made
--wait:wait at most this long for the outcome, such as 60s (default: 30s for a challenge, 60s for an enrolment, not at all for a rollout)
--config:this file alone instead of the standard layers
--socket:the agent'\''s socket (default: varlink.socket of the configuration)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/reenroll]=''
    mlsec_flags[device/reenroll]='--valid:how long the token counts, 1m to 24h (default 1h)
--output:write the token there, for its owner alone, instead of printing it
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/retire]=''
    mlsec_flags[device/retire]='--local:retire this device: its agent tells the hub if it can, and wipes the keys; as root, without UEID
--socket:the agent'\''s socket (default: varlink.socket of the configuration)
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/list]=''
    mlsec_flags[device/list]='--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/show]=''
    mlsec_flags[device/show]='--export:write its newest evidence there, for attest verify
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[device/challenge]=''
    mlsec_flags[device/challenge]='--wait:wait at most this long for the outcome, such as 60s (default: 30s for a challenge, 60s for an enrolment, not at all for a rollout)
--operator:who asks, and where the hub is (default: $MLSEC_OPERATOR, ~/.config/mlsec/operator.toml, /etc/mlsec/operator.toml)
--hub:address of the hub, instead of the operator file'\''s
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[attest]='verify:judge a device'\''s exported evidence, without the hub
show:say what an attestation message is and says, and who signed it'
    mlsec_flags[attest]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[attest/verify]=''
    mlsec_flags[attest/verify]='--trust:whose signatures count (default /etc/mlsec/trust.toml)
--at:judge as of this time, RFC 3339 (default: now, by this machine'\''s clock)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[attest/show]=''
    mlsec_flags[attest/show]='--public-key:the signer'\''s public key: PEM (key or certificate) or JWK; with model verify, instead of --trust or --anchors
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust]='init:make keys and anchors for publisher, director, root, hub and timestamp
show:print whose signatures count, or what a signed document says
bulletin:recall releases, and state the least ones that count; takes over what the bulletin before says
update:sign the next anchors and thresholds of a fleet
membership:sign which groups a device is in
sign:add a signer to a signed document
check:judge any content by its detached CMS signature'
    mlsec_flags[trust]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/init]=''
    mlsec_flags[trust/init]='--fleet:name of the fleet: letters, digits and ._-
--hub-host:DNS name or IP address of the hub; may be given several times (default: localhost, 127.0.0.1 and ::1)
--passphrase-file:first line is the passphrase of the private keys
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/show]=''
    mlsec_flags[trust/show]='--trust:whose signatures count (default /etc/mlsec/trust.toml)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/bulletin]=''
    mlsec_flags[trust/bulletin]='--previous:the document of this kind before; this one gets the next version (default: none, version 1)
--recall:package whose release must not run any more; may be given several times
--why:why it is recalled, for people: at most 200 printable ASCII characters
--fallback:package of the release to go back to, where it is the confirmed one (default: stop)
--least:lowest release of a model that may still be used; may be given several times
--least-crl:lowest CRL number of an authority, named by its certificate; may be given several times
--output:the document to write, NAME.json; its signature goes beside it as NAME.p7s
--cert:the signer'\''s certificate, PEM; intermediates may follow it
--key:the signer'\''s private key: a PEM file, or a token'\''s by its pkcs11: URI with module-path
--passphrase-file:first line is the passphrase of the private keys
--pin-file:first line is the PIN of the token (default: the URI'\''s pin-source)
--expires:end of validity: RFC 3339, or a duration such as 90d (default 180d; trust update, membership 365d; bulletin 30d)
--issued:begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/update]=''
    mlsec_flags[trust/update]='--roles:trust file (trust.toml) with the roles from now on; it must name the fleet
--previous:the document of this kind before; this one gets the next version (default: none, version 1)
--reset-floor:release floor of a model, to lower one that a stolen key drove up; may be given several times
--reset-time:source of time that a stolen key poisoned: manifest, bulletin, directive, trust, crl, timestamp; may be given several times
--output:the document to write, NAME.json; its signature goes beside it as NAME.p7s
--cert:the signer'\''s certificate, PEM; intermediates may follow it
--key:the signer'\''s private key: a PEM file, or a token'\''s by its pkcs11: URI with module-path
--passphrase-file:first line is the passphrase of the private keys
--pin-file:first line is the PIN of the token (default: the URI'\''s pin-source)
--expires:end of validity: RFC 3339, or a duration such as 90d (default 180d; trust update, membership 365d; bulletin 30d)
--issued:begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/membership]=''
    mlsec_flags[trust/membership]='--fleet:the device'\''s fleet
--member:the device: 34 hexadecimal digits
--sequence:higher than that of every membership of the device before
--group:a group that the device is in; may be given several times (default: none)
--output:the document to write, NAME.json; its signature goes beside it as NAME.p7s
--cert:the signer'\''s certificate, PEM; intermediates may follow it
--key:the signer'\''s private key: a PEM file, or a token'\''s by its pkcs11: URI with module-path
--passphrase-file:first line is the passphrase of the private keys
--pin-file:first line is the PIN of the token (default: the URI'\''s pin-source)
--expires:end of validity: RFC 3339, or a duration such as 90d (default 180d; trust update, membership 365d; bulletin 30d)
--issued:begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/sign]=''
    mlsec_flags[trust/sign]='--cert:the signer'\''s certificate, PEM; intermediates may follow it
--key:the signer'\''s private key: a PEM file, or a token'\''s by its pkcs11: URI with module-path
--passphrase-file:first line is the passphrase of the private keys
--pin-file:first line is the PIN of the token (default: the URI'\''s pin-source)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/check]=''
    mlsec_flags[trust/check]='--content:what was signed, any bytes
--cms:the detached CMS signature, DER
--anchors:CA certificate, PEM, that the signer'\''s certificate chains to; may be given several times
--crl:revocation list, PEM or DER; may be given several times, in the order in which they came
--require-crl:refuse a certificate that no list of its issuer covers
--tsa-anchors:CA certificate of a time-stamp authority, PEM; without one, time-stamps prove nothing
--threshold:how many different keys must have signed (default 1)
--eku:strict: codeSigning is required; oms: it may be absent (default strict)
--at:judge as of this time, RFC 3339 (default: now, by this machine'\''s clock)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[config]='check:find every problem in the agent'\''s configuration and trust file
show:print every key of the agent'\''s configuration as it is in force'
    mlsec_flags[config]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[config/check]=''
    mlsec_flags[config/check]='--config:this file alone instead of the standard layers
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[config/show]=''
    mlsec_flags[config/show]='--config:this file alone instead of the standard layers
--origin:say which file and line set each key
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[status]=''
    mlsec_flags[status]='--socket:the agent'\''s socket (default: varlink.socket of the configuration)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[version]=''
    mlsec_flags[version]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[completion]=''
    mlsec_flags[completion]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    for word in "${words[@]:1:CURRENT-2}"; do
        [[ -n ${mlsec_words[${node:+$node/}$word]+x} ]] && node="${node:+$node/}$word"
    done
    if [[ ${words[CURRENT]} == -* ]]; then
        choices=("${(f)mlsec_flags[${node:-root}]}")
        _describe flag choices
    elif [[ -n ${mlsec_words[${node:-root}]} ]]; then
        choices=("${(f)mlsec_words[${node:-root}]}")
        _describe command choices
    else
        _files
    fi
}
compdef _mlsec mlsec
