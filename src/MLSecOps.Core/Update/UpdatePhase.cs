namespace MLSecOps.Core.Update;

/// <summary>Where a slot stands. One release is on its way at a time; the current one stays until the next is staged.</summary>
public enum UpdatePhase
{
    /// <summary>Nothing was ever made current, and nothing is on its way. The default.</summary>
    Idle = 0,

    /// <summary>A package is being brought here.</summary>
    Fetching,

    /// <summary>Signature, policy and every block are being checked while the payload is copied aside.</summary>
    Verifying,

    /// <summary>The model is read for what it hides.</summary>
    Inspecting,

    /// <summary>The sanity suite runs in the worker.</summary>
    Rehearsing,

    /// <summary>Whole, in its place in the store, not current yet.</summary>
    Staged,

    /// <summary>Current, on probation: a failure brings the last confirmed release back.</summary>
    Current,

    /// <summary>Current and kept; its number is the slot's floor.</summary>
    Confirmed,

    /// <summary>The last attempt failed after it was current; the confirmed release is current again.</summary>
    RolledBack,
}
