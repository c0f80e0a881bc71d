using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Cose;

namespace MLSecOps.Formats.Eat;

/// <summary>Reads evidence claims of our profile from the payload that was signed.</summary>
/// <remarks>
/// The profile is complete: every claim of the table that is not marked optional must be there, and any other claim ends the
/// reading with <see cref="EvidenceReasons.ClaimUnknown"/>, which is inconclusive and so never shown as good. Another profile ends it
/// with <see cref="EvidenceReasons.ProfileUnknown"/>, whatever claims it has. Times are integers; a float is refused, whole or not.
/// </remarks>
public static class EvidenceParser
{
    /// <summary>Reads the claims.</summary>
    /// <param name="payload">Exactly one map; untrusted until its signature has been verified.</param>
    /// <param name="origin">Offset of the payload in what was received; faults count from there.</param>
    public static Parsed<EvidenceClaims> Parse(ReadOnlyMemory<byte> payload, long origin = 0)
    {
        CborCursor profile = CborCursor.Open(payload, CoseLimits.PayloadBytes, EvidenceReasons.ClaimsMalformed, origin);
        CheckProfile(profile);
        if (profile.Fault is { } other)
        {
            return other;
        }

        CborCursor cursor = profile.Again();
        DeviceClaims device = new();
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a map of claims");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            ReadClaim(cursor, device);
        }

        cursor.LeaveMap();
        if (cursor.Fault is null && device.FirstMissing is { } missing)
        {
            cursor.FailAt(start, EvidenceReasons.ClaimMissing, missing);
        }

        return cursor.Fault is { } fault ? fault : device.ToClaims();
    }

    // Looks for the profile before anything else is judged: claims of another profile are not malformed, but unknown.
    private static void CheckProfile(CborCursor cursor)
    {
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a map of claims");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            if (!cursor.IsInteger)
            {
                cursor.Skip();
                cursor.Skip();
                continue;
            }

            if (cursor.Integer(long.MinValue, long.MaxValue, "a claim key") != EatKeys.Profile)
            {
                cursor.Skip();
                continue;
            }

            long at = cursor.Offset;
            bool ours = !cursor.IsText && cursor.Bytes(1, EvidenceLimits.TextLength, "a profile identifier").Span.SequenceEqual(EvidenceProfile.OidBytes);
            if (cursor.Fault is null && !ours)
            {
                cursor.FailAt(at, EvidenceReasons.ProfileUnknown, EvidenceProfile.Oid);
            }

            return;
        }

        cursor.FailAt(start, EvidenceReasons.ProfileUnknown, EvidenceProfile.Oid, "no profile");
    }

    private static void ReadClaim(CborCursor cursor, DeviceClaims device)
    {
        long at = cursor.Offset;
        switch (EatParts.Key(cursor))
        {
            case EatKeys.IssuedAt:
                device.IssuedAt = EatParts.Time(cursor);
                break;
            case EatKeys.Nonce:
                device.Nonce = cursor.Bytes(EvidenceLimits.LeastNonceBytes, EvidenceLimits.MostNonceBytes, "one nonce of 8 to 64 bytes");
                break;
            case EatKeys.Ueid:
                device.Ueid = EatParts.Ueid(cursor);
                break;
            case EatKeys.Profile:
                cursor.Skip();
                break;
            case EatKeys.BootCount:
                device.BootCount = cursor.Integer(0, Limits.Release, "a boot count");
                break;
            case EatKeys.BootSeed:
                device.BootSeed = cursor.Bytes(EvidenceLimits.LeastBootSeedBytes, EvidenceLimits.MostBootSeedBytes, "a boot seed of 16 to 64 bytes");
                break;
            case EatKeys.SoftwareName:
                cursor.Text(EvidenceLimits.TextLength, text => text == EvidenceProfile.AgentName, EvidenceProfile.AgentName);
                device.HasName = true;
                break;
            case EatKeys.SoftwareVersion:
                device.AgentVersion = EatParts.Version(cursor);
                break;
            case EatKeys.Mode:
                device.Mode = (EvidenceMode)cursor.Integer(1, 2, "a mode, 1 or 2");
                break;
            case EatKeys.ChainHead:
                device.Chain = ChainHeadCodec.Read(cursor);
                break;
            case EatKeys.AgentDigest:
                device.Agent = cursor.Digest("a digest of 32 bytes");
                break;
            case EatKeys.Engine:
                device.Engine = cursor.Text(EvidenceLimits.EngineLength, EatNames.IsVisible, "an engine in visible ASCII");
                break;
            case EatKeys.ConfigurationDigest:
                device.Configuration = cursor.Digest("a digest of 32 bytes");
                break;
            case EatKeys.TlsKey:
                device.TlsKey = cursor.Digest("a digest of 32 bytes");
                break;
            case EatKeys.Coverage:
                device.Coverage = ReadCoverage(cursor);
                break;
            case EatKeys.InsecureOptions:
                device.InsecureOptions = EatParts.List(cursor, 1, EvidenceLimits.CoverageRows, "a list of options", EatParts.Name);
                break;
            case EatKeys.Submodules:
                device.Models = ReadModels(cursor);
                break;
            default:
                cursor.FailAt(at, EvidenceReasons.ClaimUnknown, "a claim of the profile");
                break;
        }
    }

    private static List<CoverageGap> ReadCoverage(CborCursor cursor) =>
        EatParts.List(cursor, 0, EvidenceLimits.CoverageRows, "a coverage list", static row =>
        {
            row.EnterArray(2, 2, "a pair of name and reason");
            string what = EatParts.Name(row);
            string reason = row.Text(EvidenceLimits.TextLength, EatNames.IsReasonCode, "a reason code");
            row.LeaveArray();
            return new CoverageGap(what, reason);
        });

    private static List<ModelClaims> ReadModels(CborCursor cursor)
    {
        List<ModelClaims> models = [];
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a map of submodules", EvidenceLimits.Models);
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            string label = cursor.Text(EvidenceLimits.TextLength, ModelClaimsParser.IsLabel, "a submodule model/<name>");
            ModelClaims? model = ModelClaimsParser.Read(cursor, label);
            if (model is not null)
            {
                models.Add(model);
            }
        }

        cursor.LeaveMap();
        long answers = models.Sum(model => model.Answers?.Bytes ?? 0);
        if (answers > EvidenceLimits.AllAnswerBytes)
        {
            cursor.FailAt(start, EvidenceReasons.CborLimit, $"at most {EvidenceLimits.AllAnswerBytes} bytes of answers", $"{answers}");
        }

        return models;
    }

    // Collects claims in the order in which they come.
    private sealed class DeviceClaims
    {
        public DateTimeOffset? IssuedAt { get; set; }

        public ReadOnlyMemory<byte>? Nonce { get; set; }

        public Ueid? Ueid { get; set; }

        public long? BootCount { get; set; }

        public ReadOnlyMemory<byte>? BootSeed { get; set; }

        public bool HasName { get; set; }

        public string? AgentVersion { get; set; }

        public EvidenceMode Mode { get; set; }

        public ChainHead? Chain { get; set; }

        public Sha256Digest? Agent { get; set; }

        public string? Engine { get; set; }

        public Sha256Digest? Configuration { get; set; }

        public Sha256Digest? TlsKey { get; set; }

        public List<CoverageGap>? Coverage { get; set; }

        public List<string> InsecureOptions { get; set; } = [];

        public List<ModelClaims>? Models { get; set; }

        public string? FirstMissing =>
            IssuedAt is null ? "iat"
            : Nonce is null ? "eat_nonce"
            : Ueid is null ? "ueid"
            : BootCount is null ? "bootcount"
            : BootSeed is null ? "bootseed"
            : !HasName ? "swname"
            : AgentVersion is null ? "swversion"
            : Mode == EvidenceMode.Unknown ? "mode"
            : Chain is null ? "chain head"
            : Configuration is null ? "configuration digest"
            : TlsKey is null ? "tls key"
            : Coverage is null ? "coverage"
            : Models is null ? "submods"
            : null;

        public EvidenceClaims ToClaims() => new(
            Nonce!.Value,
            Ueid!,
            IssuedAt!.Value,
            BootCount!.Value,
            BootSeed!.Value,
            AgentVersion!,
            Mode,
            Chain!,
            Agent,
            Engine,
            Configuration!.Value,
            TlsKey!.Value,
            Coverage!,
            InsecureOptions,
            Models!);
    }
}
