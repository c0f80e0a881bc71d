# bash completion of mlsec; made by: mlsec completion bash
_mlsec() {
    local current="${COMP_WORDS[COMP_CWORD]}" path="" word choices=""
    for word in "${COMP_WORDS[@]:1:COMP_CWORD-1}"; do
        case "$word" in -*) ;; *) case " $(_mlsec_words "$path") " in *" $word "*) path="${path:+$path }$word" ;; esac ;; esac
    done
    case "$current" in
        -*) choices="$(_mlsec_flags "$path")" ;;
        *) choices="$(_mlsec_words "$path")" ;;
    esac
    COMPREPLY=($(compgen -W "$choices" -- "$current"))
}
_mlsec_words() {
    case "$1" in
        "") echo "model rollout device attest trust config status version completion" ;;
        "model") echo "pack sign reissue verify show baseline rehearse inspect diff bom push" ;;
        "rollout") echo "start status recall" ;;
        "device") echo "token enroll reenroll retire list show challenge" ;;
        "attest") echo "verify show" ;;
        "trust") echo "init show bulletin update membership sign check" ;;
        "config") echo "check show" ;;
    esac
}
_mlsec_flags() {
    case "$1" in
        "") echo "--json --quiet --color --help" ;;
        "model") echo "--json --quiet --color --help" ;;
        "model pack") echo "--output --name --version --release --expires --issued --audience --hardware --min-agent --format --source --training-data --external-data --json --quiet --color --help" ;;
        "model sign") echo "--cert --key --passphrase-file --pin-file --output --oms --signature --ignore-paths --allow-symlinks --json --quiet --color --help" ;;
        "model reissue") echo "--output --version --release --expires --issued --json --quiet --color --help" ;;
        "model verify") echo "--trust --anchors --fleet --hardware --agent-version --release-floor --bulletin --at --public-key --signature --ignore-paths --allow-symlinks --ignore-unsigned-files --json --quiet --color --help" ;;
        "model show") echo "--json --quiet --color --help" ;;
        "model baseline") echo "--inputs --output --fingerprints --flips --seed --rtol --atol --external-data --worker --json --quiet --color --help" ;;
        "model rehearse") echo "--model --external-data --worker --current --socket --trust --anchors --fleet --hardware --agent-version --release-floor --bulletin --at --json --quiet --color --help" ;;
        "model inspect") echo "--sarif --installed --policy --allow-domain --bom --worker --json --quiet --color --help" ;;
        "model diff") echo "--weights --worker --json --quiet --color --help" ;;
        "model bom") echo "--output --spec-version --worker --json --quiet --color --help" ;;
        "model push") echo "--operator --hub --passphrase-file --json --quiet --color --help" ;;
        "rollout") echo "--json --quiet --color --help" ;;
        "rollout start") echo "--device --all --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "rollout status") echo "--wait --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "rollout recall") echo "--operator --hub --passphrase-file --json --quiet --color --help" ;;
        "device") echo "--json --quiet --color --help" ;;
        "device token") echo "--ueid --valid --output --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "device enroll") echo "--token --wait --config --socket --json --quiet --color --help" ;;
        "device reenroll") echo "--valid --output --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "device retire") echo "--local --socket --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "device list") echo "--operator --hub --passphrase-file --json --quiet --color --help" ;;
        "device show") echo "--export --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "device challenge") echo "--wait --operator --hub --passphrase-file --json --quiet --color --help" ;;
        "attest") echo "--json --quiet --color --help" ;;
        "attest verify") echo "--trust --at --json --quiet --color --help" ;;
        "attest show") echo "--public-key --json --quiet --color --help" ;;
        "trust") echo "--json --quiet --color --help" ;;
        "trust init") echo "--fleet --hub-host --passphrase-file --json --quiet --color --help" ;;
        "trust show") echo "--trust --json --quiet --color --help" ;;
        "trust bulletin") echo "--previous --recall --why --fallback --least --least-crl --output --cert --key --passphrase-file --pin-file --expires --issued --json --quiet --color --help" ;;
        "trust update") echo "--roles --previous --reset-floor --reset-time --output --cert --key --passphrase-file --pin-file --expires --issued --json --quiet --color --help" ;;
        "trust membership") echo "--fleet --member --sequence --group --output --cert --key --passphrase-file --pin-file --expires --issued --json --quiet --color --help" ;;
        "trust sign") echo "--cert --key --passphrase-file --pin-file --json --quiet --color --help" ;;
        "trust check") echo "--content --cms --anchors --crl --require-crl --tsa-anchors --threshold --eku --at --json --quiet --color --help" ;;
        "config") echo "--json --quiet --color --help" ;;
        "config check") echo "--config --json --quiet --color --help" ;;
        "config show") echo "--config --origin --json --quiet --color --help" ;;
        "status") echo "--socket --json --quiet --color --help" ;;
        "version") echo "--json --quiet --color --help" ;;
        "completion") echo "--json --quiet --color --help" ;;
    esac
}
complete -o default -F _mlsec mlsec
