using MLSecOps.Core.Digests;
using MLSecOps.Formats.Directives;
using MLSecOps.Trust.Documents;

namespace MLSecOps.Trust.Directives;

/// <summary>The newest accepted directive per signer and scope: what keeps sequences from going back (design §5). Immutable; the caller persists <see cref="Records"/> before it acts on a directive.</summary>
/// <param name="Records">At most one per signer and scope.</param>
public sealed record DirectiveMemory(IReadOnlyList<DirectiveRecord> Records)
{
    /// <summary>Of a device that never accepted one.</summary>
    public static DirectiveMemory Empty { get; } = new([]);

    /// <summary>The newest record of any of the signers for a scope; null when there is none.</summary>
    public DirectiveRecord? Find(DirectiveScope scope, IEnumerable<Sha256Digest> signers)
    {
        HashSet<Sha256Digest> keys = [.. signers];
        return Records.Where(record => record.Scope == scope.ToString() && keys.Contains(record.Signer)).MaxBy(record => record.Sequence);
    }

    /// <summary>The memory after accepting a directive.</summary>
    public DirectiveMemory With(Directive directive, Sha256Digest document, IReadOnlyList<SignerIdentity> signers)
    {
        string scope = directive.Scope.ToString()!;
        HashSet<Sha256Digest> keys = [.. signers.Select(signer => signer.Key)];
        return new DirectiveMemory(
        [
            .. Records.Where(record => record.Scope != scope || !keys.Contains(record.Signer)),
            .. keys.Select(key => new DirectiveRecord(key, scope, directive.Sequence, document)),
        ]);
    }
}
