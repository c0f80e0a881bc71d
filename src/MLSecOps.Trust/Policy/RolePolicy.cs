using MLSecOps.Trust.Revocation;

namespace MLSecOps.Trust.Policy;

/// <summary>Whom a role trusts to sign, and how many of them must.</summary>
public sealed record RolePolicy
{
    /// <summary>Makes the policy of a role.</summary>
    /// <param name="anchors">DER certificates at which chains must end: roots, or self-signed signers pinned one by one. Without any, nothing is trusted.</param>
    /// <param name="threshold">How many different keys must sign; at least 1.</param>
    /// <param name="usage">What signer certificates must say about their use.</param>
    /// <exception cref="ArgumentOutOfRangeException">A threshold below 1.</exception>
    public RolePolicy(IReadOnlyList<ReadOnlyMemory<byte>> anchors, int threshold = 1, SignerUsage usage = SignerUsage.Strict)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(threshold, 1);
        Anchors = anchors;
        Threshold = threshold;
        Usage = usage;
    }

    /// <summary>DER certificates at which chains must end.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> Anchors { get; }

    /// <summary>How many different keys must sign.</summary>
    public int Threshold { get; }

    /// <summary>What signer certificates must say about their use.</summary>
    public SignerUsage Usage { get; }

    /// <summary>What is known about revocation; null when that is no part of the policy, and no check of it is listed.</summary>
    public RevocationPolicy? Revocation { get; init; }

    /// <summary>DER certificates at which chains of time-stamp authorities must end; without any, tokens prove nothing.</summary>
    public IReadOnlyList<ReadOnlyMemory<byte>> TimestampAnchors { get; init; } = [];
}
