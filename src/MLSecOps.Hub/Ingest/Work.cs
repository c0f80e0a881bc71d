using MLSecOps.Core.Findings;
using MLSecOps.Hub.Domain.Records;
using MLSecOps.Hub.Domain.Rollouts;
using MLSecOps.Hub.Mqtt;
using MLSecOps.Trust.Appraisal;

namespace MLSecOps.Hub.Ingest;

/// <summary>Something for the intake to do. Closed by the private constructor.</summary>
internal abstract record Work
{
    private Work()
    {
    }

    /// <summary>A message came.</summary>
    public sealed record Message(IncomingMessage Received, DateTimeOffset At) : Work
    {
        /// <summary>By model, what its answers to the challenge came to; empty for what was not compared.</summary>
        public IReadOnlyDictionary<string, ChallengeFinding> Compared { get; init; } = new Dictionary<string, ChallengeFinding>();
    }

    /// <summary>A device did what the broker refused.</summary>
    public sealed record Violation(string? Ueid, Reason Reason, string Detail) : Work;

    /// <summary>A device used its renewed key.</summary>
    public sealed record KeyUsed(string Ueid, Core.Digests.Sha256Digest Key) : Work;

    /// <summary>Time passed.</summary>
    public sealed record Tick : Work;

    /// <summary>The broker is new or empty, or a device is: everything that it keeps for devices is published again.</summary>
    public sealed record Welcome : Work;

    /// <summary>A question to one device is on its way.</summary>
    public sealed record Ask(OpenChallenge Challenge) : Work;

    /// <summary>A bulletin came into force.</summary>
    public sealed record Bulletin : Work;

    /// <summary>Directives are signed and kept.</summary>
    public sealed record Send(IReadOnlyList<IssuedDirective> Directives) : Work;
}
