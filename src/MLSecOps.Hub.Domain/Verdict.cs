namespace MLSecOps.Hub.Domain;

/// <summary>What the hub makes of a device or a model. Unknown is never shown as good (G8).</summary>
public enum Verdict
{
    /// <summary>It could not be decided, or nothing was heard. The default.</summary>
    Inconclusive = 0,

    /// <summary>Everything that policy requires was proven.</summary>
    Trusted = 1,

    /// <summary>Something is proven to be wrong.</summary>
    Rejected = 2,
}
