using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.EdgeAgent.Service;
using MLSecOps.EdgeAgent.Store;
using MLSecOps.EdgeAgent.Tap;
using MLSecOps.Formats.Eat;
using MLSecOps.Trust.State;

namespace MLSecOps.EdgeAgent.Evidence;

/// <summary>What the agent knows of itself at one moment: all that evidence states but nonce, time and chain.</summary>
/// <param name="Settings">What the administrator decided.</param>
/// <param name="Engine">What would answer.</param>
/// <param name="Slots">All slots; those without a current release are not part of evidence.</param>
/// <param name="Measured">The newest recheck of a slot.</param>
internal sealed record EvidenceState(AgentSettings Settings, EngineReport Engine, IReadOnlyList<SlotState> Slots, Func<string, ReleaseMeasurement?> Measured)
{
    /// <summary>What is known of the behaviour of a model's release.</summary>
    public Func<string, ReleaseId?, ModelBehaviour> Behaviour { get; init; } = (_, _) => ModelBehaviour.None;

    /// <summary>What programs were given of a model since the agent started.</summary>
    public Func<string, IReadOnlyList<HandedOut>> HandedOut { get; init; } = _ => [];

    /// <summary>Signed documents in force that should have been replaced by now.</summary>
    public IReadOnlyList<Freeze> Freezes { get; init; } = [];

    /// <summary>Why the TPM does not back evidence, <see cref="EvidenceReasons.SoftwareKeys"/> where there is none; null when it does.</summary>
    public Reason? TpmGap { get; init; } = EvidenceReasons.SoftwareKeys;

    /// <summary>True when evidence quotes how the machine started.</summary>
    public bool QuotesBoot { get; init; }

    /// <summary>Why nothing is installed, release floors or documents being lost; null when something may be.</summary>
    public Reason? FloorTrouble { get; init; }

    /// <summary>True where the hub may hand the floors back.</summary>
    public bool AreFloorsLost { get; init; }
}
