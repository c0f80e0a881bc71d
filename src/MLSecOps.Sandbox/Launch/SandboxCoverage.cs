using MLSecOps.Linux.Confinement;

namespace MLSecOps.Sandbox.Launch;

/// <summary>What kept a worker in, as the launcher and the kernel saw it; never a claim of the worker.</summary>
/// <param name="Applied">Features in force, in the enumeration's order.</param>
public sealed record SandboxCoverage(IReadOnlyList<ConfinementFeature> Applied)
{
    /// <summary>Features that were not in force, or not seen to be.</summary>
    public IReadOnlyList<ConfinementFeature> Missing { get; } = Array.FindAll(Enum.GetValues<ConfinementFeature>(), feature => !Applied.Contains(feature));

    internal static SandboxCoverage Of(IReadOnlyCollection<ConfinementFeature> applied) => new(Array.FindAll(Enum.GetValues<ConfinementFeature>(), applied.Contains));
}
