namespace MLSecOps.Configuration.Hub;

/// <summary>Every key of <c>hub.toml</c>: the loader and the reference page use this table.</summary>
public static class HubKeys
{
    /// <summary>All keys, in the order of the reference page.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new("hub.state_dir", "\"/var/lib/mlsec-hub\"", "absolute path", "where database and packages are kept"),
        new("hub.identity_dir", "\"/etc/mlsec/hub\"", "absolute path", "the hub's keys and certificates: the folder hub that mlsec trust init makes"),
        new("hub.trust", "\"/etc/mlsec/trust.toml\"", "absolute path", "the fleet's anchors, as devices have them"),
        new("https.listen", "\"0.0.0.0:8443\"", "IP address and port", "where operators steer, devices enrol and fetch packages"),
        new("https.url", string.Empty, "https address without path", "how devices reach https.listen, for the sources in directives; default: https://localhost and its port"),
        new("mqtt.broker", "\"embedded\"", "\"embedded\" or \"external\"", "the hub's own broker, or a client of another one"),
        new("mqtt.listen", "\"0.0.0.0:8883\"", "IP address and port", "where the embedded broker listens"),
        new("mqtt.address", "\"localhost:8883\"", "host and port", "where an external broker is"),
        new("page.listen", "\"127.0.0.1:8080\"", "loopback address and port", "the web page; it has no sign-in yet, so it is for this machine only"),
        new("packages.worker", string.Empty, "absolute path", "the program that inspects models in the sandbox before a package is kept; default: mlsec-worker beside the hub, else /usr/libexec/mlsec/mlsec-worker"),
        new("packages.insecure_uninspected", "false", "true or false", "true also keeps packages whose model could not be inspected; what an inspection found is refused in any case"),
        new("attest.epoch", "\"5m\"", "10s to 1h", "how long a nonce for the whole fleet counts; a new one is sent at half of it"),
        new("attest.window", "\"15m\"", "20s to 1d", "how old the newest evidence of a device may be before the device counts as silent"),
        new("attest.agent_pcr", "12", "8 to 15", "the PCR into which agents measure, as tpm.pcr of the agents"),
        new("attest.boot_states", "[]", "list of digests", "how machines may boot: SHA-256 over PCR 0 to 7, such as \"sha256:…\"; without any, no device is shown with measured boot"),
        new("attest.ek_anchors", "[]", "absolute paths of PEM files", "TPM makers' certificates below which a TPM counts as hardware"),
        new("enrolment.certificate_lifetime", "\"397d\"", "10s to 3650d", "how long a device's certificate counts; devices renew at half of it"),
        new("enrolment.revocation_file", string.Empty, "absolute path", "where the list of revoked devices is written for brokers elsewhere; default: revoked.pem in hub.state_dir"),
        new("enrolment.idevid_anchors", "[]", "absolute paths of PEM files", "manufacturers' certificates below which devices enrol by their IDevID (IEEE 802.1AR) without a token"),
    ];
}
