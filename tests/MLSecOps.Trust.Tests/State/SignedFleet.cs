using System.Security.Cryptography.X509Certificates;

using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Memberships;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.TestKit;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Documents;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.Trust.Tests.State;

/// <summary>A fleet with all its keys: what each role signs, and what a machine makes of it.</summary>
internal sealed class SignedFleet
{
    public const string Name = "acme";

    public static readonly DateTimeOffset Now = new(2026, 11, 23, 12, 0, 0, TimeSpan.Zero);

    public static readonly VerificationTime Time = new(Now, TimeOrigin.Clock);

    private readonly Dictionary<string, SignedParts> _signed = new(StringComparer.Ordinal);

    public SigningAuthority Root { get; } = SigningAuthority.Create("Test Fleet Root");

    public SigningAuthority NextRoot { get; } = SigningAuthority.Create("Test Fleet Root 2");

    public SigningAuthority Publishers { get; } = SigningAuthority.Create("Test Publishers");

    public SigningAuthority NextPublishers { get; } = SigningAuthority.Create("Test Publishers 2");

    public SigningAuthority Directors { get; } = SigningAuthority.Create("Test Directors");

    public FleetRoles Roles => new(
        new Dictionary<TrustRole, RolePolicy>
        {
            [TrustRole.Root] = new([Root.Anchor]),
            [TrustRole.Publisher] = new([Publishers.Anchor]),
            [TrustRole.Director] = new([Directors.Anchor]),
        },
        []);

    /// <summary>Version 1, which changes nothing.</summary>
    public TrustUpdate Update => new(
        Name,
        1,
        Now.AddDays(-1),
        Now.AddYears(1),
        new Dictionary<TrustRole, RoleAnchors>
        {
            [TrustRole.Root] = Anchors(Root),
            [TrustRole.Publisher] = Anchors(Publishers),
            [TrustRole.Director] = Anchors(Directors),
        },
        [],
        []);

    public static Bulletin Bulletin(long version = 1, params IReadOnlyList<Recall> recalls) => new(version, Now.AddDays(-1), Now.AddDays(30), recalls, [], []);

    public static Recall Recalled(long release, string model = "vision", ReleaseId? fallback = null) => new(model, Id(release), "answers wrongly in the dark", fallback);

    public static ReleaseId Id(long release) => new(release, Sha256Digest.Of(BitConverter.GetBytes(release)));

    public static RoleAnchors Anchors(params IReadOnlyList<SigningAuthority> authorities) => new([.. authorities.Select(authority => (ReadOnlyMemory<byte>)authority.Anchor)], 1, false);

    /// <summary>An update with some roles other than before.</summary>
    public static TrustUpdate With(TrustUpdate update, params IReadOnlyList<(TrustRole Role, RoleAnchors Anchors)> changed)
    {
        Dictionary<TrustRole, RoleAnchors> roles = new(update.Roles);
        foreach ((TrustRole role, RoleAnchors anchors) in changed)
        {
            roles[role] = anchors;
        }

        return update with { Roles = roles };
    }

    public SignedParts Sign(TrustUpdate update, params IReadOnlyList<X509Certificate2> signers) => Sign(Value(TrustUpdateWriter.Write(update)), signers.Count > 0 ? signers : [Signer(Root)]);

    public SignedParts Sign(Bulletin bulletin, params IReadOnlyList<X509Certificate2> signers) => Sign(Value(BulletinWriter.Write(bulletin)), signers.Count > 0 ? signers : [Signer(Publishers)]);

    public SignedParts Sign(Membership membership, X509Certificate2? signer = null) => Sign(Value(MembershipWriter.Write(membership)), [signer ?? Signer(Directors)]);

    public static SignedParts Sign(ReadOnlyMemory<byte> document, IReadOnlyList<X509Certificate2> signers)
    {
        ReadOnlyMemory<byte>? cms = null;
        foreach (X509Certificate2 signer in signers)
        {
            cms = Value(DocumentSigner.Sign(document.Span, signer, [], Now, cms));
        }

        return new SignedParts(document, cms!.Value);
    }

    /// <summary>Signs once and gives the same parts ever after.</summary>
    public SignedParts Once(string key, Func<SignedParts> sign) => _signed.TryGetValue(key, out SignedParts? known) ? known : _signed[key] = sign();

    private readonly Dictionary<SigningAuthority, X509Certificate2> _signers = [];

    /// <summary>The signer of an authority.</summary>
    public X509Certificate2 Signer(SigningAuthority authority) => _signers.TryGetValue(authority, out X509Certificate2? known) ? known : _signers[authority] = authority.Issue();

    public TrustUpdateAppraisal Judge(SignedParts parts, TrustState? state = null, VerificationTime? time = null, FleetRoles? roles = null) =>
        TrustUpdateVerifier.Verify(parts, roles ?? Roles, Name, state ?? TrustState.Initial, time ?? Time);

    public BulletinAppraisal JudgeBulletin(SignedParts parts, TrustState? state = null, VerificationTime? time = null) =>
        BulletinVerifier.Verify(parts, Roles.Of(TrustRole.Publisher, state?.Trust), state ?? TrustState.Initial, time ?? Time);

    public TrustState After(TrustUpdate update, TrustState? state = null, params IReadOnlyList<X509Certificate2> signers)
    {
        TrustUpdateAppraisal appraisal = Judge(Sign(update, signers), state);
        Verdicts.AssertTrusted(appraisal.Verdict);
        return appraisal.State;
    }

    public TrustState After(Bulletin bulletin, TrustState? state = null, params IReadOnlyList<X509Certificate2> signers)
    {
        BulletinAppraisal appraisal = JudgeBulletin(Sign(bulletin, signers), state);
        Verdicts.AssertTrusted(appraisal.Verdict);
        return appraisal.State;
    }

    public static T Value<T>(Parsed<T> parsed)
        where T : notnull => parsed.Match(value => value, fault => throw new InvalidOperationException($"{fault}"));
}
