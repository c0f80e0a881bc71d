using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Cose;

namespace MLSecOps.Formats.Eat;

/// <summary>Reads attestation results of the profile <see cref="EvidenceProfile.Results"/>, also those of other verifiers: claims that are not known are passed over, as the profile has it.</summary>
public static class EarParser
{
    private const int MostPolicies = 16;

    /// <summary>Reads a result.</summary>
    /// <param name="payload">Exactly one map; untrusted until its signature has been verified.</param>
    /// <param name="origin">Offset of the payload in what was received; faults count from there.</param>
    public static Parsed<Ear> Parse(ReadOnlyMemory<byte> payload, long origin = 0)
    {
        CborCursor cursor = CborCursor.Open(payload, CoseLimits.PayloadBytes, EvidenceReasons.AppraisalMalformed, origin);
        DateTimeOffset? issued = null, expires = null;
        EarVerifier? verifier = null;
        ReadOnlyMemory<byte>? nonce = null;
        Ueid? ueid = null;
        Sha256Digest? evidence = null;
        List<EarSubmodule>? parts = null;
        bool profile = false;
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a map of claims");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            switch (EatParts.Key(cursor))
            {
                case EatKeys.Expires:
                    expires = EatParts.Time(cursor);
                    break;
                case EatKeys.IssuedAt:
                    issued = EatParts.Time(cursor);
                    break;
                case EatKeys.Nonce:
                    nonce = cursor.Bytes(EvidenceLimits.LeastNonceBytes, EvidenceLimits.MostNonceBytes, "one nonce of 8 to 64 bytes");
                    break;
                case EatKeys.Ueid:
                    ueid = EatParts.Ueid(cursor);
                    break;
                case EatKeys.Profile:
                    cursor.Text(EvidenceLimits.TextLength, text => text == EvidenceProfile.Results, EvidenceProfile.Results);
                    profile = true;
                    break;
                case EatKeys.EarVerifier:
                    verifier = ReadVerifier(cursor);
                    break;
                case EatKeys.AppraisedEvidence:
                    evidence = cursor.Digest("a digest of 32 bytes");
                    break;
                case EatKeys.Submodules:
                    parts = ReadParts(cursor);
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        cursor.LeaveMap();
        if (cursor.Fault is null && (!profile || issued is null || verifier is null || parts is null))
        {
            cursor.FailAt(start, EvidenceReasons.AppraisalMalformed, "profile, time, verifier and submodules");
        }

        return cursor.Fault is { } fault ? fault : new Ear(issued!.Value, expires, verifier!, nonce, ueid, parts!) { Evidence = evidence };
    }

    private static EarVerifier ReadVerifier(CborCursor cursor)
    {
        string? developer = null, build = null;
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a verifier's identity");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            string text(string what) => cursor.Text(EvidenceLimits.TextLength, value => value.Length > 0, what);
            switch (cursor.Integer(0, 1, "developer or build"))
            {
                case 0:
                    developer = text("a developer");
                    break;
                default:
                    build = text("a build");
                    break;
            }
        }

        cursor.LeaveMap();
        if (developer is null || build is null)
        {
            cursor.FailAt(start, EvidenceReasons.AppraisalMalformed, "developer and build");
        }

        return new EarVerifier(developer ?? "", build ?? "");
    }

    private static List<EarSubmodule> ReadParts(CborCursor cursor)
    {
        List<EarSubmodule> parts = [];
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a map of submodules");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            string label = cursor.Text(EvidenceLimits.TextLength, text => text.Length > 0, "a submodule's label");
            parts.Add(ReadPart(cursor, label));
        }

        cursor.LeaveMap();
        if (parts.Count == 0)
        {
            cursor.FailAt(start, EvidenceReasons.AppraisalMalformed, "at least one submodule");
        }

        return parts;
    }

    private static EarSubmodule ReadPart(CborCursor cursor, string label)
    {
        TrustTier? status = null;
        TrustVector? vector = null;
        List<string> policies = [];
        List<EarExplanation> explanation = [];
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("an appraisal");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            switch (EatParts.Key(cursor))
            {
                case EatKeys.EarStatus:
                    status = ReadStatus(cursor);
                    break;
                case EatKeys.EarTrustVector:
                    vector = ReadVector(cursor);
                    break;
                case EatKeys.EarPolicies:
                    policies = EatParts.List(cursor, 1, MostPolicies, "a list of policies", static row => row.Text(Limits.TextLength, text => text.Length > 0, "a policy's identifier"));
                    break;
                case EatKeys.Explanation:
                    explanation = EatParts.List(cursor, 1, EvidenceLimits.ExplanationRows, "an explanation", ReadRow);
                    break;
                default:
                    cursor.Skip();
                    break;
            }
        }

        cursor.LeaveMap();
        if (status is null)
        {
            cursor.FailAt(start, EvidenceReasons.AppraisalMalformed, "a status");
        }
        else if (vector is not null && IsBetter(status.Value, vector.Worst))
        {
            cursor.FailAt(start, EvidenceReasons.AppraisalMalformed, "a status not better than its worst claim", $"{status} beside {vector.Worst}");
        }

        return new EarSubmodule(label, status ?? default, vector, policies, explanation);
    }

    // By the numbers of the tiers, as others count: there, a status of none asserts nothing and may stand beside anything affirming.
    private static bool IsBetter(TrustTier status, TrustTier worst) => status != TrustTier.None && (int)status < (int)worst;

    private static TrustTier ReadStatus(CborCursor cursor)
    {
        long at = cursor.Offset;
        TrustTier tier = (TrustTier)cursor.Integer(0, 96, "a status of 0, 2, 32 or 96");
        if (!Enum.IsDefined(tier))
        {
            cursor.FailAt(at, EvidenceReasons.AppraisalMalformed, "a status of 0, 2, 32 or 96");
        }

        return tier;
    }

    private static TrustVector ReadVector(CborCursor cursor)
    {
        List<KeyValuePair<TrustAspect, sbyte>> values = [];
        int pairs = cursor.EnterMap("a trustworthiness vector");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            TrustAspect aspect = (TrustAspect)cursor.Integer(0, TrustVector.Size - 1, "an aspect from 0 to 7");
            values.Add(KeyValuePair.Create(aspect, Value(cursor)));
        }

        cursor.LeaveMap();
        return new TrustVector(values);
    }

    private static EarExplanation ReadRow(CborCursor cursor)
    {
        cursor.EnterArray(6, 6, "a row of an explanation");
        TrustAspect aspect = (TrustAspect)cursor.Integer(0, TrustVector.Size - 1, "an aspect from 0 to 7");
        sbyte value = Value(cursor);
        string claim = EatParts.Name(cursor);
        string? reason = cursor.TryNull() ? null : cursor.Text(EvidenceLimits.TextLength, EatNames.IsReasonCode, "a reason code");
        string? expected = ReadOptional(cursor);
        string? found = ReadOptional(cursor);
        cursor.LeaveArray();
        return new EarExplanation(aspect, value, claim, reason, expected, found);
    }

    private static string? ReadOptional(CborCursor cursor) =>
        cursor.TryNull() ? null : cursor.Text(EvidenceLimits.TextLength, EatNames.IsText, "visible ASCII or null");

    private static sbyte Value(CborCursor cursor) => (sbyte)cursor.Integer(sbyte.MinValue, sbyte.MaxValue, "a value from -128 to 127");
}
