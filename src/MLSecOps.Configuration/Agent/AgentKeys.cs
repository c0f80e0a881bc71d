namespace MLSecOps.Configuration.Agent;

/// <summary>Every key of <c>agent.toml</c>: the loader, <c>mlsec config show</c> and the reference page use this table.</summary>
public static class AgentKeys
{
    /// <summary>All keys, in the order of the reference page.</summary>
    public static IReadOnlyList<ConfigurationKey> All { get; } =
    [
        new("agent.mode", "\"enforce\"", "\"enforce\" or \"observe\"", "enforce blocks what is not trusted; observe reports and blocks nothing"),
        new("agent.state_dir", "\"/var/lib/mlsec\"", "absolute path", "where models, state and evidence are kept"),
        new("agent.runtime_dir", "\"/run/mlsec\"", "absolute path", "where sockets are"),
        new("agent.drop_dir", "\"/var/lib/mlsec/drop\"", "absolute path", "packages put here are verified and installed; default: drop in agent.state_dir"),
        new("device.hardware", string.Empty, "name, such as \"rpi5\"", "what a manifest's targets call this device; default: the processor, \"x86-64\" or \"arm64\""),
        new("trust.file", "\"/etc/mlsec/trust.toml\"", "absolute path", "whose signatures are accepted"),
        new("update.confirm", "\"soak\"", "\"soak\" or \"application\"", "who says that a new release is kept"),
        new("update.soak", "\"5m\"", "0s to 30d", "how long a new release runs before it is confirmed; 0s confirms right after its rehearsal"),
        new("update.allow_opaque", "false", "true or false", "whether formats that can be neither inspected nor rehearsed here may become current"),
        new("watch.interval", "\"1h\"", "1s to 30d", "time between scheduled re-verifications of installed models"),
        new("watch.on_tamper", "\"restore\"", "\"restore\" or \"report\"", "put the last good copy back, or only report; evidence is kept either way"),
        new("watch.challenge_interval", "\"6h\"", "1m to 12h", "time between two nonces of the whole fleet that are answered with the models run too, where a suite declares a challenge; a question to this device alone always is"),
        new("rehearse.interval", "\"1d\"", "1m to 30d", "time between scheduled rehearsals of installed models, give or take a tenth; each start of the agent rehearses too"),
        new("worker.path", "\"/usr/libexec/mlsec/mlsec-worker\"", "absolute path", "the program that parses and runs models in the sandbox"),
        new("worker.deadline", "\"30s\"", "1s to 10m", "most wall time for one job"),
        new("worker.memory", "\"1GiB\"", "64MiB to 64GiB", "most memory for one job"),
        new("worker.require", "[\"no-new-privileges\", \"landlock\", \"seccomp\"]", "the default, in any order", "sandbox layers without which no model is run"),
        new("worker.insecure_without", "[]", "list of sandbox layers", "layers that this kernel lacks and that are done without; shows in status and evidence"),
        new("varlink.socket", string.Empty, "absolute path, at most 107 bytes", "socket for applications and mlsec; default: io.mlsec.Agent in agent.runtime_dir"),
        new("varlink.group", "\"\"", "group name", "group that may connect besides root and the agent's own user"),
        new("varlink.open_keep", "\"10m\"", "0s to 30d", "how long the sealed copy of an opened model is kept for the next one who opens it; 0s keeps none"),
        new("varlink.open_memory", "\"256MiB\"", "1MiB to 1TiB", "most memory for all kept copies; a larger model is copied at each open"),
        new("tap.canary_interval", "\"1m\"", "1s to 1d", "mean time between two canaries for one application that has a model open; every wait is drawn anew"),
        new("tap.audit_interval", "\"10m\"", "1s to 7d", "mean time between two audits of one application: each runs a few recorded inputs through the signed model, in one start of the worker"),
        new("tap.silence", "\"10m\"", "1s to 7d", "an application that records nothing for so long counts as not examined; records lost are counted over the same time"),
        new("hub.url", "\"\"", "https address of host and port", "the hub that this device enrols with and answers to; empty for none"),
        new("hub.mqtt", string.Empty, "host:port", "its MQTT broker; default: port 8883 of the host in hub.url"),
        new("hub.token_file", "\"/etc/mlsec/token\"", "absolute path", "where the enrolment token lies until it was used"),
        new("hub.idevid_certificate", "\"\"", "absolute path, or empty", "PEM of the manufacturer's certificate of this device (IDevID, IEEE 802.1AR); with it the device enrols without a token, where its hub takes that manufacturer"),
        new("hub.idevid_key", "\"\"", "absolute path, or empty", "PEM of its private key; readable by the agent's user alone"),
        new("tpm.device", "\"\"", "device, tcp:address:port or unix:path", "the TPM 2.0 that signs evidence, such as /dev/tpmrm0; tcp: and unix: are the command socket of a simulator; empty for none"),
        new("tpm.pcr", "12", "8 to 15", "the PCR into which the agent measures itself and each model that becomes current; no other program may use it"),
        new("tpm.boot_pcrs", "[]", "list of numbers from 0 to 15", "PCRs of the machine's own start that evidence quotes too, such as [0, 1, 2, 3, 4, 5, 6, 7]"),
        new("telemetry.quota", "\"64MiB\"", "1MiB to 16GiB", "most space for records that the hub has not acknowledged; beyond it payloads go, oldest and mildest first"),
    ];
}
