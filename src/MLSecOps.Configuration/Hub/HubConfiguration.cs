using MLSecOps.Core.Digests;

namespace MLSecOps.Configuration.Hub;

/// <summary>What <c>mlsec-hub</c> is told by its administrator. Every value is within its documented range.</summary>
public sealed record HubConfiguration
{
    /// <summary><c>hub.state_dir</c>.</summary>
    public required string StateDirectory { get; init; }

    /// <summary><c>hub.identity_dir</c>.</summary>
    public required string IdentityDirectory { get; init; }

    /// <summary><c>hub.trust</c>.</summary>
    public required string TrustFile { get; init; }

    /// <summary><c>https.listen</c>.</summary>
    public required ListenAddress Https { get; init; }

    /// <summary><c>https.url</c>; null for localhost and the port of <see cref="Https"/>.</summary>
    public required string? Url { get; init; }

    /// <summary><c>mqtt.broker</c>.</summary>
    public required BrokerKind Broker { get; init; }

    /// <summary><c>mqtt.listen</c>.</summary>
    public required ListenAddress Mqtt { get; init; }

    /// <summary>Host of <c>mqtt.address</c>.</summary>
    public required string BrokerHost { get; init; }

    /// <summary>Port of <c>mqtt.address</c>.</summary>
    public required int BrokerPort { get; init; }

    /// <summary><c>page.listen</c>: a loopback address.</summary>
    public required ListenAddress Page { get; init; }

    /// <summary><c>packages.worker</c>; null for the program beside the hub, else the system's.</summary>
    public string? WorkerPath { get; init; }

    /// <summary><c>packages.insecure_uninspected</c>.</summary>
    public bool InsecureUninspected { get; init; }

    /// <summary><c>attest.epoch</c>.</summary>
    public required TimeSpan Epoch { get; init; }

    /// <summary><c>attest.window</c>.</summary>
    public required TimeSpan Window { get; init; }

    /// <summary><c>attest.agent_pcr</c>.</summary>
    public int AgentPcr { get; init; } = 12;

    /// <summary><c>attest.boot_states</c>.</summary>
    public IReadOnlyList<Sha256Digest> BootStates { get; init; } = [];

    /// <summary><c>attest.ek_anchors</c>: PEM files.</summary>
    public IReadOnlyList<string> EndorsementAnchorFiles { get; init; } = [];

    /// <summary><c>enrolment.certificate_lifetime</c>.</summary>
    public TimeSpan CertificateLifetime { get; init; } = TimeSpan.FromDays(397);

    /// <summary><c>enrolment.revocation_file</c>; null for revoked.pem in <see cref="StateDirectory"/>.</summary>
    public string? RevocationFile { get; init; }

    /// <summary><c>enrolment.idevid_anchors</c>: PEM files.</summary>
    public IReadOnlyList<string> IdevidAnchorFiles { get; init; } = [];
}
