using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Policy;

namespace MLSecOps.Trust.TrustUpdates;

/// <summary>Whom a machine trusts for each role: what its <c>trust.toml</c> says, or the newest trust update as far as <c>trust.toml</c> does not narrow it.</summary>
/// <param name="Local">Roles of <c>trust.toml</c>; one that is absent has nobody.</param>
/// <param name="TimestampAnchors">Time-stamp authorities of <c>trust.toml</c>, DER.</param>
public sealed record FleetRoles(IReadOnlyDictionary<TrustRole, RolePolicy> Local, IReadOnlyList<ReadOnlyMemory<byte>> TimestampAnchors)
{
    private static readonly RolePolicy Nobody = new([]);

    /// <summary>The policy of a role under the trust in force.</summary>
    /// <param name="role">Any but <see cref="TrustRole.Timestamp"/>.</param>
    /// <param name="trust">The newest trust update; null while there is none.</param>
    /// <remarks>Local files only narrow: the higher threshold counts, and strict key usage, whoever asks for it (design §5).</remarks>
    public RolePolicy Of(TrustRole role, TrustInForce? trust)
    {
        RolePolicy? local = Local.GetValueOrDefault(role);
        RolePolicy policy = trust is null ? local ?? Nobody
            : !trust.Update.Roles.TryGetValue(role, out RoleAnchors? named) ? Nobody
            : Policy(named, local);
        return policy with { TimestampAnchors = trust is null ? TimestampAnchors : trust.Update.Roles.GetValueOrDefault(TrustRole.Timestamp)?.Anchors ?? [] };
    }

    /// <summary>The policy of a role of an update, narrowed by what is local.</summary>
    internal static RolePolicy Policy(RoleAnchors named, RolePolicy? local) => new(
        named.Anchors,
        Math.Max(named.Threshold, local?.Threshold ?? 1),
        named.AcceptsOmsUsage && local is null or { Usage: SignerUsage.Oms } ? SignerUsage.Oms : SignerUsage.Strict);
}
