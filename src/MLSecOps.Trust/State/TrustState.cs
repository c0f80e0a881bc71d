using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Directives;
using MLSecOps.Trust.Memberships;
using MLSecOps.Trust.Packages;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.Trust.State;

/// <summary>All that a machine remembers of signed documents beside packages (design §5). Immutable: each verifier returns the state after its document, and the caller persists that before it acts on the document.</summary>
/// <remarks>
/// Invariants, held by property tests over arbitrary sequences of documents, restarts, clock jumps and lost generations: trust versions
/// never go back; bulletin versions and sequences never go back but behind a trust update that retired their signers; time floors
/// never fall but by a trust update; whatever was poisoned, the next trust update can repair.
/// </remarks>
public sealed record TrustState
{
    /// <summary>Of a machine that knows nothing but its <c>trust.toml</c>.</summary>
    public static TrustState Initial { get; } = new();

    /// <summary>The newest trust update; null while <c>trust.toml</c> alone counts.</summary>
    public TrustInForce? Trust { get; init; }

    /// <summary>The newest bulletin.</summary>
    public BulletinInForce? Bulletin { get; init; }

    /// <summary>The newest membership of this device.</summary>
    public MembershipInForce? Membership { get; init; }

    /// <summary>Directives accepted before.</summary>
    public DirectiveMemory Directives { get; init; } = DirectiveMemory.Empty;

    /// <summary>The highest CRL number that was accepted of an authority, by SHA-256 of its SubjectPublicKeyInfo: none below it counts again, and none is not enough.</summary>
    public IReadOnlyDictionary<Sha256Digest, CrlNumber> CrlNumbers { get; init; } = new Dictionary<Sha256Digest, CrlNumber>();

    /// <summary>Times that have passed.</summary>
    public TimeFloor Time { get; init; } = TimeFloor.Empty;

    /// <summary>Version of the trust in force; 0 for <c>trust.toml</c>.</summary>
    public long TrustVersion => Trust?.Update.Version ?? 0;

    /// <summary>The state after a directive was judged: another one only when it counts and is news.</summary>
    public TrustState After(DirectiveAppraisal appraisal)
    {
        if (appraisal.Verdict is not TrustVerdict.Trusted || appraisal.Directive is not { } directive)
        {
            return this;
        }

        TimeFloor time = Time.Raise(TimeSource.Directive, directive.Issued, appraisal.Signers);
        return Directives.Records.SequenceEqual(appraisal.Memory.Records) && ReferenceEquals(time, Time) ? this : this with { Directives = appraisal.Memory, Time = time };
    }

    /// <summary>The state after a package was judged: its date, and those that time-stamp authorities proved, have passed when it is trusted.</summary>
    public TrustState After(PackageAppraisal appraisal)
    {
        if (appraisal.Verdict is not TrustVerdict.Trusted || appraisal.Manifest is not { } manifest)
        {
            return this;
        }

        TimeFloor time = Time.Raise(TimeSource.Manifest, manifest.Issued, appraisal.Signers);
        foreach (DateTimeOffset proven in appraisal.Signers.Select(signer => signer.SignedBefore).OfType<DateTimeOffset>())
        {
            // The authority's certificate was valid then, or the token would prove nothing.
            time = time.Raise(TimeSource.Timestamp, proven, proven);
        }

        return ReferenceEquals(time, Time) ? this : this with { Time = time };
    }

    /// <summary>Groups that the device is in at a time; none once its membership has expired for certain.</summary>
    public IReadOnlyList<string> GroupsAt(VerificationTime time) =>
        Membership is { } held && time.Judge(held.Membership.Issued, held.Membership.Expires) is Validity.Valid or Validity.Unproven ? held.Membership.Groups : [];

    /// <summary>The least CRL number of each authority: what was accepted before, or the bulletin demands.</summary>
    public IReadOnlyDictionary<Sha256Digest, CrlNumber> LeastCrlNumbers()
    {
        Dictionary<Sha256Digest, CrlNumber> least = new(CrlNumbers);
        foreach (LeastCrlNumber demanded in Bulletin?.Bulletin.LeastCrlNumbers ?? [])
        {
            CrlNumber number = CrlNumber.Of(demanded.Number);
            least[demanded.Authority] = least.TryGetValue(demanded.Authority, out CrlNumber known) && known.CompareTo(number) > 0 ? known : number;
        }

        return least;
    }

    /// <summary>Documents in force that should have been replaced by now, whether the time is certain or a mere floor, which true time is not before.</summary>
    public IReadOnlyList<Freeze> Freezes(VerificationTime time)
    {
        List<Freeze> freezes = [];
        if (Trust is { } trust && time.Instant > trust.Update.Expires)
        {
            freezes.Add(new Freeze(DocumentReasons.TrustFrozen, trust.Update.Version, trust.Update.Expires));
        }

        if (Bulletin is { } bulletin && time.Instant > bulletin.Bulletin.Expires)
        {
            freezes.Add(new Freeze(DocumentReasons.BulletinFrozen, bulletin.Bulletin.Version, bulletin.Bulletin.Expires));
        }

        return freezes;
    }

    /// <summary>What counts of two generations of one machine's state, of which either may be lost: the newer trust, and the newer of everything under it.</summary>
    /// <param name="newer">The generation written last.</param>
    /// <param name="older">The one before.</param>
    public static TrustState Newest(TrustState newer, TrustState older) =>
        older.TrustVersion > newer.TrustVersion ? older
        : older.TrustVersion < newer.TrustVersion ? newer
        : newer with { Time = newer.Time.Max(older.Time) };
}
