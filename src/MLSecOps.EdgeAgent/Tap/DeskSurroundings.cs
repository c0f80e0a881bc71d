using MLSecOps.Behaviour.Applications;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Update;
using MLSecOps.Linux.Sockets;

namespace MLSecOps.EdgeAgent.Tap;

/// <summary>What the desk needs of the agent around it.</summary>
/// <param name="FolderOf">Where a release of a model is installed.</param>
/// <param name="SlotOf">Where a model stands; null for one that is not known.</param>
/// <param name="Audit">Compares recorded calls with the signed model.</param>
/// <param name="Policy">How closely applications are watched, now.</param>
/// <param name="Reporter">Tells people.</param>
/// <param name="Hasher">Measures signed vectors.</param>
/// <param name="Time">The device's clock.</param>
internal sealed record DeskSurroundings(
    Func<string, ReleaseId, string> FolderOf,
    Func<string, SlotState?> SlotOf,
    Func<OpenedModel, SanitySuite, IReadOnlyList<RecordedCall>, CancellationToken, Task<AuditResult>> Audit,
    Func<WatchPolicy> Policy,
    ApplicationReporter Reporter,
    IBlockHasher Hasher,
    TimeProvider Time)
{
    /// <summary>The worker's execution profile, for tolerances.</summary>
    public string Profile { get; init; } = $"{System.Runtime.InteropServices.RuntimeInformation.ProcessArchitecture.ToString().ToLowerInvariant()}-cpu";

    /// <summary>The program of a process, as the kernel names it.</summary>
    public Func<PeerCredentials, RunningProgram> ProgramOf { get; init; } = RunningProgram.Of;

    /// <summary>Measures the executable of a process; null when that is not possible. Takes its time.</summary>
    public Func<PeerCredentials, Sha256Digest?> ExecutableOf { get; init; } = new ProgramDigests().Of;
}
