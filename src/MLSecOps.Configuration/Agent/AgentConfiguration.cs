namespace MLSecOps.Configuration.Agent;

/// <summary>What <c>mlsec-agent</c> is told by its administrator. Every value is within its documented range; trusted as far as the files that it came from.</summary>
public sealed record AgentConfiguration
{
    /// <summary>Of <c>rehearse.interval</c>.</summary>
    public static readonly TimeSpan DefaultRehearseInterval = TimeSpan.FromHours(24);

    /// <summary><c>agent.mode</c>.</summary>
    public required AgentMode Mode { get; init; }

    /// <summary><c>agent.state_dir</c>: absolute path of the store.</summary>
    public required string StateDirectory { get; init; }

    /// <summary><c>agent.runtime_dir</c>: absolute path for sockets.</summary>
    public required string RuntimeDirectory { get; init; }

    /// <summary><c>agent.drop_dir</c>: absolute path where packages arrive as files.</summary>
    public required string DropDirectory { get; init; }

    /// <summary><c>device.hardware</c>: what this device is called in a manifest's targets.</summary>
    public required string Hardware { get; init; }

    /// <summary><c>trust.file</c>: absolute path of trust.toml.</summary>
    public required string TrustFile { get; init; }

    /// <summary><c>update.confirm</c>.</summary>
    public required ConfirmBy Confirm { get; init; }

    /// <summary><c>update.soak</c>: 0 to 30 days. 0 confirms as soon as the rehearsal passed and the release is current.</summary>
    public required TimeSpan Soak { get; init; }

    /// <summary><c>update.allow_opaque</c>.</summary>
    public required bool AllowOpaque { get; init; }

    /// <summary><c>watch.interval</c>: time between scheduled re-verifications, 1 s to 30 days.</summary>
    public required TimeSpan WatchInterval { get; init; }

    /// <summary><c>watch.on_tamper</c>.</summary>
    public required OnTamper OnTamper { get; init; }

    /// <summary><c>watch.challenge_interval</c>: time between two runs of the models for nonces of the whole fleet, 1 minute to 12 hours.</summary>
    public required TimeSpan ChallengeInterval { get; init; }

    /// <summary>What counts where nothing is set.</summary>
    public static TimeSpan DefaultChallengeInterval { get; } = TimeSpan.FromHours(6);

    /// <summary><c>rehearse.interval</c>: time between scheduled rehearsals of what is current, 1 min to 30 days.</summary>
    public required TimeSpan RehearseInterval { get; init; }

    /// <summary><c>worker.path</c>: absolute path of mlsec-worker.</summary>
    public required string WorkerPath { get; init; }

    /// <summary><c>worker.deadline</c>: wall time for one job, 1 s to 10 minutes.</summary>
    public required TimeSpan WorkerDeadline { get; init; }

    /// <summary><c>worker.memory</c>: bytes that one job may use, 64 MiB to 64 GiB.</summary>
    public required long WorkerMemoryBytes { get; init; }

    /// <summary>Sandbox layers without which nothing is run: <c>worker.require</c> less <c>worker.insecure_without</c>; names from <see cref="SandboxLayers"/>.</summary>
    public required IReadOnlyList<string> RequiredLayers { get; init; }

    /// <summary><c>varlink.socket</c>: absolute path of the socket, at most 107 bytes.</summary>
    public required string VarlinkSocket { get; init; }

    /// <summary><c>varlink.group</c>: name of the group that may connect; null for root and the agent's own user only.</summary>
    public required string? VarlinkGroup { get; init; }

    /// <summary><c>varlink.open_keep</c>: how long a sealed copy of a model that nobody opens again is kept, 0 to 30 days; 0 keeps none.</summary>
    public required TimeSpan OpenKeep { get; init; }

    /// <summary><c>varlink.open_memory</c>: bytes that all kept copies together may take, 1 MiB to 1 TiB.</summary>
    public required long OpenMemoryBytes { get; init; }

    /// <summary><c>tap.canary_interval</c>: mean time between two canaries, 1 s to 1 day.</summary>
    public required TimeSpan CanaryInterval { get; init; }

    /// <summary><c>tap.audit_interval</c>: mean time between two audits, 1 s to 7 days.</summary>
    public required TimeSpan AuditInterval { get; init; }

    /// <summary><c>tap.silence</c>: after this without a record nothing is known, 1 s to 7 days.</summary>
    public required TimeSpan TapSilence { get; init; }

    /// <summary>The hub; null without <c>hub.url</c>, and then the agent keeps to itself.</summary>
    public required HubAddress? Hub { get; init; }

    /// <summary><c>hub.token_file</c>: absolute path where an enrolment token lies until it was used.</summary>
    public required string TokenFile { get; init; }

    /// <summary><c>hub.idevid_certificate</c>; null when the device brings no manufacturer's certificate.</summary>
    public string? IdevidCertificate { get; init; }

    /// <summary><c>hub.idevid_key</c>; null exactly when <see cref="IdevidCertificate"/> is.</summary>
    public string? IdevidKey { get; init; }

    /// <summary><c>tpm.device</c>: where the TPM is; null for none.</summary>
    public required TpmAddress? Tpm { get; init; }

    /// <summary><c>tpm.pcr</c>: 8 to 15, which only a restart of the machine sets back.</summary>
    public required int TpmPcr { get; init; }

    /// <summary><c>tpm.boot_pcrs</c>: 0 to 15, ascending, without <see cref="TpmPcr"/>.</summary>
    public required IReadOnlyList<int> TpmBootPcrs { get; init; }

    /// <summary><c>telemetry.quota</c>: bytes that records may take while the hub has not acknowledged them, 1 MiB to 16 GiB.</summary>
    public required long TelemetryQuotaBytes { get; init; }

    /// <summary>Every key as it is in force, with its origin, in the order of <see cref="AgentKeys.All"/>.</summary>
    public required IReadOnlyList<Setting> Settings { get; init; }

    /// <summary>Keys in force that weaken a guarantee: their names contain the word <c>insecure</c>. Shown in status and evidence.</summary>
    public IReadOnlyList<string> InsecureOptions =>
        [.. Settings.Where(setting => setting.Key.Contains("insecure", StringComparison.Ordinal) && setting.Origin.File is not null && setting.Value != "[]").Select(setting => setting.Key)];
}
