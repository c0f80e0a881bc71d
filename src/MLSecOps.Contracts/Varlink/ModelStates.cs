namespace MLSecOps.Contracts.Varlink;

/// <summary>Words for the states of the update state machine, as in status, journal and evidence.</summary>
public static class ModelStates
{
    /// <summary>Nothing under way, nothing installed.</summary>
    public const string Idle = "idle";

    /// <summary>Bytes are being copied in.</summary>
    public const string Fetching = "fetching";

    /// <summary>Signature, policy and digests are being checked.</summary>
    public const string Verifying = "verifying";

    /// <summary>The worker looks at the model's structure.</summary>
    public const string Inspecting = "inspecting";

    /// <summary>The worker runs the sanity suite.</summary>
    public const string Rehearsing = "rehearsing";

    /// <summary>Sealed on disk, not current yet.</summary>
    public const string Staged = "staged";

    /// <summary>Handed out, not confirmed yet.</summary>
    public const string Current = "current";

    /// <summary>Kept; the floor has risen.</summary>
    public const string Confirmed = "confirmed";

    /// <summary>Given up; the last confirmed release is back.</summary>
    public const string RolledBack = "rolled-back";

    /// <summary>All of them, in the order of the state machine.</summary>
    public static IReadOnlyList<string> All { get; } = [Idle, Fetching, Verifying, Inspecting, Rehearsing, Staged, Current, Confirmed, RolledBack];
}
