using MLSecOps.Formats;

namespace MLSecOps.Trust.Policy;

/// <summary>What a device, or a person on a laptop, trusts.</summary>
/// <param name="Publisher">Who may sign model manifests.</param>
public sealed record TrustPolicy(RolePolicy Publisher)
{
    /// <summary>How far a release may lie above the installed one.</summary>
    public long ReleaseJump { get; init; } = Limits.ReleaseJump;
}
