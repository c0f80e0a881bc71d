using MLSecOps.Cli.Files;
using MLSecOps.Cli.Output;
using MLSecOps.Configuration.Trust;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Bulletins;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.TrustUpdates;
using MLSecOps.Trust.Bulletins;
using MLSecOps.Trust.Policy;
using MLSecOps.Trust.Revocation;
using MLSecOps.Trust.State;
using MLSecOps.Trust.TrustUpdates;

namespace MLSecOps.Cli.Commands;

/// <summary>A trust file with what lies in its folder trust.d, judged as a device judges it, so that both come to the same verdict. Nothing is remembered.</summary>
internal sealed class LocalTrust
{
    private LocalTrust(FleetRoles roles, TrustState state, RevocationPolicy? revocation)
    {
        State = state;
        Publisher = roles.Of(TrustRole.Publisher, state.Trust) with { Revocation = revocation };
    }

    /// <summary>Who may sign packages and bulletins.</summary>
    public RolePolicy Publisher { get; }

    /// <summary>Trust updates and bulletin in force.</summary>
    public TrustState State { get; }

    /// <summary>Reads the folder, where there is one.</summary>
    /// <param name="trust">The trust file.</param>
    /// <param name="bulletin">A bulletin to take in besides; null for none.</param>
    /// <param name="time">When.</param>
    /// <exception cref="CommandFailure">A document there is refused: the verdict would not be a device's.</exception>
    public static LocalTrust Open(TrustConfiguration trust, string? bulletin, VerificationTime time)
    {
        FleetRoles roles = RolesOf(trust);
        string[] files = Directory.Exists(trust.Folder) ? [.. Directory.EnumerateFiles(trust.Folder, "*.json").Order(StringComparer.Ordinal)] : [];
        List<(string File, SignedParts Parts)> documents = [.. files.Select(file => (file, Parts(file)))];
        TrustState state = TrustState.Initial;
        foreach ((string file, SignedParts parts) in documents.Where(each => KindOf(each.Parts) == TrustUpdate.Schema).OrderBy(each => VersionOf(each.File, each.Parts)))
        {
            TrustUpdateAppraisal appraisal = TrustUpdateVerifier.Verify(parts, roles, trust.Fleet ?? string.Empty, state, time);
            state = Accepted(file, appraisal.Verdict, appraisal.State);
        }

        IReadOnlyList<ReadOnlyMemory<byte>> lists = Directory.Exists(trust.Folder)
            ? [.. Directory.EnumerateFiles(trust.Folder, "*.crl").Order(StringComparer.Ordinal).SelectMany(RevocationFile.Read)]
            : [];
        IEnumerable<(string File, SignedParts Parts)> bulletins = documents.Where(each => KindOf(each.Parts) == Bulletin.Schema);
        foreach ((string file, SignedParts parts) in bulletins.Concat(bulletin is null ? [] : [(bulletin, Parts(bulletin))]).OrderBy(each => BulletinVersionOf(each.File, each.Parts)))
        {
            BulletinAppraisal appraisal = BulletinVerifier.Verify(parts, new LocalTrust(roles, state, Revocation(trust, state, lists)).Publisher, state, time);
            state = Accepted(file, appraisal.Verdict, appraisal.State);
        }

        return new LocalTrust(roles, state, Revocation(trust, state, lists));
    }

    /// <summary>Judges a bulletin under anchors of the command line.</summary>
    public static Bulletin Judge(string file, RolePolicy publisher, VerificationTime time)
    {
        BulletinAppraisal appraisal = BulletinVerifier.Verify(Parts(file), publisher, TrustState.Initial, time);
        return Accepted(file, appraisal.Verdict, appraisal.State).Bulletin!.Bulletin;
    }

    private static FleetRoles RolesOf(TrustConfiguration trust)
    {
        (TrustRole Role, RoleConfiguration? Configured)[] roles = [(TrustRole.Root, trust.Root), (TrustRole.Publisher, trust.Publisher)];
        return new FleetRoles(
            roles.Where(row => row.Configured is not null).ToDictionary(row => row.Role, row => RoleOf(row.Configured!)),
            [.. trust.Timestamp.Select(anchor => anchor.Certificate)]);
    }

    private static RolePolicy RoleOf(RoleConfiguration role) =>
        new([.. role.Anchors.Select(anchor => anchor.Certificate)], role.Threshold, role.KeyUsage == KeyUsagePolicy.Oms ? SignerUsage.Oms : SignerUsage.Strict);

    private static RevocationPolicy? Revocation(TrustConfiguration trust, TrustState state, IReadOnlyList<ReadOnlyMemory<byte>> lists)
    {
        IReadOnlyDictionary<Sha256Digest, CrlNumber> least = state.LeastCrlNumbers();
        return lists.Count > 0 || least.Count > 0 || trust.RequireCrl ? new RevocationPolicy(lists, trust.RequireCrl) { LeastNumbers = least } : null;
    }

    private static SignedParts Parts(string file) => new(DocumentFile.Read(file), DocumentFile.ReadSignature(file) ?? []);

    private static string? KindOf(SignedParts parts) => DocumentSchema.Peek(parts.Document.Span);

    private static long VersionOf(string file, SignedParts parts) => DocumentView.Read(file, TrustUpdateParser.Parse(parts.Document.Span)).Version;

    private static long BulletinVersionOf(string file, SignedParts parts) => DocumentView.Read(file, BulletinParser.Parse(parts.Document.Span)).Version;

    private static TrustState Accepted(string file, TrustVerdict verdict, TrustState state) => verdict.Refusal is { } refusal
        ? throw new CommandFailure(refusal, $"{file}: {refusal.Title}", verdict.Cause is { } cause ? $"{cause.Id}: {cause.Difference}" : null)
        : state;
}
