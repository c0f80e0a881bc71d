#compdef mlsec
# zsh completion of mlsec; made by: mlsec completion zsh
_mlsec() {
    local -A mlsec_words mlsec_flags
    local -a choices
    local node="" word
    mlsec_words[root]='model:packages: make, sign, check and rehearse
trust:keys and anchors: whose signatures count
config:the agent'\''s configuration
status:show what this device runs and whether it is trusted
version:print the version of this program
completion:print a completion script for a shell'
    mlsec_flags[root]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model]='pack:make a package from a folder
sign:sign a package, or add a signer to it
verify:check a package'\''s signature, policy and every digest
show:print what a package says about itself, without judging it
rehearse:run a package'\''s sanity suite in the sandboxed worker'
    mlsec_flags[model]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/pack]=''
    mlsec_flags[model/pack]='--output:the package to write; refused when it exists
--name:the model'\''s slot on devices: lower-case letters, digits and hyphens
--version:semantic version, for people
--release:release number, for machines: higher than every release before
--expires:end of validity: RFC 3339, or a duration such as 90d (default 180d)
--issued:begin of validity, RFC 3339 (default: SOURCE_DATE_EPOCH, else now)
--audience:a fleet that may run it; may be given several times (default: any)
--hardware:hardware that may run it; may be given several times (default: any)
--min-agent:oldest agent version that may install it
--format:onnx, or opaque: held and verified, never run here (default onnx)
--source:where the model came from, such as git+https://example.org/m@COMMIT
--training-data:SHA-256 of the training data, sha256:HEX
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/sign]=''
    mlsec_flags[model/sign]='--cert:the signer'\''s certificate, PEM; intermediates may follow it
--key:the signer'\''s private key, PEM
--passphrase-file:first line is the passphrase of the private keys
--output:the signed package (default: PACKAGE itself, replaced in one step)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/verify]=''
    mlsec_flags[model/verify]='--trust:whose signatures count (default /etc/mlsec/trust.toml)
--anchors:CA certificate that the publisher'\''s certificate chains to; instead of --trust; may be given several times
--fleet:the fleet to judge for (default: the trust file'\''s; audience is not checked without one)
--hardware:the hardware to judge for (not checked without)
--agent-version:the agent version to judge for (not checked without)
--release-floor:refuse a lower release, as a device that confirmed this one does (not checked without)
--at:judge as of this time, RFC 3339 (default: now, by this machine'\''s clock)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/show]=''
    mlsec_flags[model/show]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[model/rehearse]=''
    mlsec_flags[model/rehearse]='--model:hold this ONNX file against the package'\''s suite instead of the package'\''s own model
--worker:the worker'\''s program (default: beside mlsec, then /usr/libexec/mlsec)
--trust:whose signatures count (default /etc/mlsec/trust.toml)
--anchors:CA certificate that the publisher'\''s certificate chains to; instead of --trust; may be given several times
--fleet:the fleet to judge for (default: the trust file'\''s; audience is not checked without one)
--hardware:the hardware to judge for (not checked without)
--agent-version:the agent version to judge for (not checked without)
--release-floor:refuse a lower release, as a device that confirmed this one does (not checked without)
--at:judge as of this time, RFC 3339 (default: now, by this machine'\''s clock)
--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust]='init:make keys and anchors for publisher, director, root and hub
show:print whose signatures count'
    mlsec_flags[trust]='--json:print one JSON document, also on failure
--quiet:print nothing; the exit code says it
--color:auto, always or never (default auto)
--help:this text'
    mlsec_words[trust/init]=''
    mlsec_flags[trust/init]='--fleet:name of the fleet: letters, digits and ._-
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
