using MLSecOps.Core.Digests;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Update;
using MLSecOps.Formats.Cbor;
using MLSecOps.Formats.Documents;

namespace MLSecOps.Formats.Eat;

/// <summary>Reads the submodule of one model.</summary>
internal static class ModelClaimsParser
{
    /// <summary>True for <c>model/</c> and a slot name.</summary>
    public static bool IsLabel(string label) =>
        label.StartsWith(EvidenceProfile.ModelPrefix, StringComparison.Ordinal) && ManifestNames.IsModel(label[EvidenceProfile.ModelPrefix.Length..]);

    /// <summary>Reads the map; null after a fault.</summary>
    public static ModelClaims? Read(CborCursor cursor, string label)
    {
        string? name = null, version = null;
        long? release = null, floor = null;
        Sha256Digest? manifest = null;
        DiskMeasurement? disk = null;
        UpdatePhase? state = null;
        List<Sha256Digest>? signers = null;
        List<MeasurementResult>? results = null;
        ModelAnswers? answers = null;
        List<HandedOut> handedOut = [];
        long start = cursor.Offset;
        int pairs = cursor.EnterMap("a map of claims about a model");
        for (int i = 0; i < pairs && cursor.Fault is null; i++)
        {
            long at = cursor.Offset;
            switch (EatParts.Key(cursor))
            {
                case EatKeys.SoftwareName:
                    name = cursor.Text(EvidenceLimits.TextLength, text => EvidenceProfile.ModelPrefix + text == label, "the name in the submodule's label");
                    break;
                case EatKeys.SoftwareVersion:
                    version = EatParts.Version(cursor);
                    break;
                case EatKeys.MeasurementResults:
                    results = EatParts.List(cursor, 0, EvidenceLimits.Systems, "a list of systems", ReadSystem);
                    break;
                case EatKeys.Release:
                    release = cursor.Integer(1, Limits.Release, "a release number");
                    break;
                case EatKeys.ManifestDigest:
                    manifest = cursor.Digest("a digest of 32 bytes");
                    break;
                case EatKeys.Disk:
                    disk = ReadDisk(cursor);
                    break;
                case EatKeys.UpdateState:
                    state = EatNames.FindPhase(cursor.Text(EvidenceLimits.TextLength, text => EatNames.FindPhase(text) is not null, "an update state"));
                    break;
                case EatKeys.Floor:
                    floor = cursor.Integer(0, Limits.Release, "a release floor");
                    break;
                case EatKeys.Signers:
                    signers = EatParts.List(cursor, 0, EvidenceLimits.Signers, "a list of signers", static row => row.Digest("a digest of 32 bytes"));
                    break;
                case EatKeys.Answers:
                    answers = ModelAnswersCodec.Read(cursor);
                    break;
                case EatKeys.HandedOut:
                    handedOut = HandedOutCodec.Read(cursor);
                    break;
                default:
                    cursor.FailAt(at, EvidenceReasons.ClaimUnknown, "a claim of the profile about a model");
                    break;
            }
        }

        cursor.LeaveMap();
        if (cursor.Fault is null && (name is null || version is null || release is null || floor is null || manifest is null || state is null || signers is null || results is null))
        {
            cursor.FailAt(start, EvidenceReasons.ClaimMissing, "name, version, release, manifest digest, update state, floor, signers and measres");
        }

        return cursor.Fault is not null
            ? null
            : new ModelClaims(name!, version!, new ReleaseId(release!.Value, manifest!.Value), disk, state!.Value, floor!.Value, signers!, results!) { Answers = answers, HandedOut = handedOut };
    }

    private static DiskMeasurement? ReadDisk(CborCursor cursor)
    {
        cursor.EnterArray(2, 2, "a pair of digest and time");
        Sha256Digest model = cursor.Digest("a digest of 32 bytes");
        DateTimeOffset time = EatParts.Time(cursor);
        cursor.LeaveArray();
        return cursor.Fault is null ? new DiskMeasurement(model, time) : null;
    }

    private static MeasurementResult ReadSystem(CborCursor cursor)
    {
        cursor.EnterArray(2, 2, "a pair of system and results");
        string system = EatParts.Name(cursor);
        List<MeasuredCheck> results = EatParts.List(cursor, 1, EvidenceLimits.Results, "a list of results", static row =>
        {
            row.EnterArray(2, 2, "a pair of name and result");
            string id = EatParts.Name(row);
            CheckOutcome outcome = EatNames.Outcome(row.Integer(1, 3, "1 passed, 2 failed or 3 not run"));
            row.LeaveArray();
            return new MeasuredCheck(id, outcome);
        });
        cursor.LeaveArray();
        return new MeasurementResult(system, results);
    }
}
