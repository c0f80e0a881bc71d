namespace MLSecOps.Formats.Eat;

/// <summary>Whether the agent blocks what it refuses. The values are those of the claim.</summary>
public enum EvidenceMode
{
    /// <summary>Not stated. Never written; the default.</summary>
    Unknown = 0,

    /// <summary>What is refused does not run.</summary>
    Enforce = 1,

    /// <summary>Everything is reported and nothing blocked.</summary>
    Observe = 2,
}
