using MLSecOps.Core.Findings;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats;
using MLSecOps.Formats.Chain;
using MLSecOps.Formats.Documents;
using MLSecOps.Formats.Eat;
using MLSecOps.Formats.Tests.Documents;
using MLSecOps.Formats.Tests.Eat;
using MLSecOps.Fuzz.Engine;

namespace MLSecOps.Fuzz.Targets;

/// <summary>The formats in CBOR that devices and hub exchange.</summary>
internal static class CborTargets
{
    public static IEnumerable<FuzzTarget> All =>
    [
        new CborTarget<EvidenceClaims>("evidence", bytes => EvidenceParser.Parse(bytes), claims => Ok(EvidenceWriter.Write(claims)), CheckEvidence, EvidenceSeeds),
        new CborTarget<Ear>("ear", bytes => EarParser.Parse(bytes), ear => Ok(EarWriter.Write(ear)), null, EarSeeds, exact: false),
        new CborTarget<Challenge>("challenge", bytes => ChallengeCodec.Decode(bytes), ChallengeCodec.Encode, (_, challenge) => BrokenInvariantException.Unless(challenge.Issued < challenge.Expires, "an end after the beginning"), ChallengeSeeds),
        new CborTarget<FloorStatement>("floors", bytes => FloorStatementCodec.Decode(bytes), FloorStatementCodec.Encode, CheckFloors, FloorSeeds),
        new CborTarget<ChainHead>("chain-head", ChainHeadCodec.Decode, ChainHeadCodec.Encode, null, () => [("valid-head", ChainHeadCodec.Encode(SampleEvidence.Claims.Chain))]),
        new CborTarget<ChainLink>("chain-link", ChainLink.Decode, link => link.Encode(), CheckLink, LinkSeeds),
        new CborTarget<SignedParts>("signed-message", bytes => SignedMessage.Decode(bytes, EvidenceReasons.DirectiveMalformed), parts => SignedMessage.Encode(parts.Document.Span, parts.Cms.Span), CheckParts, () => [("valid-message", SignedMessage.Encode(SampleManifest.Bytes, [0x30, 0])), ("valid-short", SignedMessage.Encode([1], [2]))]),
    ];

    private static IEnumerable<(string Name, byte[] Content)> EvidenceSeeds()
    {
        EvidenceClaims claims = SampleEvidence.Claims;
        yield return ("valid-two-models", SampleEvidence.Write(claims));
        yield return ("valid-no-models", SampleEvidence.Write(claims with { Models = [], Coverage = [], Agent = null, Engine = null }));
        yield return ("valid-observe", SampleEvidence.Write(claims with { Mode = EvidenceMode.Observe, InsecureOptions = ["insecure-tls"] }));
        ModelAnswers answers = AnswerTensors.Write("x64-cpu", [[new Tensor("logits", ElementType.Float32, [1, 2], new byte[8])], []]);
        yield return ("valid-answers", SampleEvidence.Write(claims with { Models = [SampleEvidence.Model with { Answers = answers }] }));
    }

    private static IEnumerable<(string Name, byte[] Content)> EarSeeds()
    {
        EarSubmodule device = new("device", TrustTier.Warning, new TrustVector([new(TrustAspect.InstanceIdentity, 2), new(TrustAspect.StorageOpaque, 32)]), ["urn:p"], []);
        EarSubmodule model = new(
            "model/vision", TrustTier.Contraindicated, new TrustVector([new(TrustAspect.Executables, -97), new(TrustAspect.FileSystem, 2)]), ["urn:p"],
            [new EarExplanation(TrustAspect.Executables, -97, "measres.rehearsal", "EVIDENCE_REHEARSAL_FAILED", "passed", null)]);
        Ear ear = new(SampleEvidence.IssuedAt, SampleEvidence.IssuedAt.AddMinutes(10), new EarVerifier("mlsec", "mlsec-hub 0.1.0"), SampleEvidence.Nonce, SampleEvidence.Ueid(), [device, model]);
        yield return ("valid-two-parts", Ok(EarWriter.Write(ear)));
        yield return ("valid-foreign", Ok(EarWriter.Write(ear with { Expires = null, Nonce = null, Ueid = null, Submodules = [device] })));
    }

    private static IEnumerable<(string Name, byte[] Content)> ChallengeSeeds()
    {
        DateTimeOffset now = SampleEvidence.IssuedAt;
        yield return ("valid-challenge", ChallengeCodec.Encode(new Challenge(SampleEvidence.Nonce, now, now.AddMinutes(5), ChallengeKind.Challenge, SampleEvidence.Ueid())));
        yield return ("valid-epoch", ChallengeCodec.Encode(new Challenge(SampleEvidence.Nonce, now, now.AddMinutes(5), ChallengeKind.Epoch, null)));
    }

    private static IEnumerable<(string Name, byte[] Content)> FloorSeeds()
    {
        FloorStatement statement = new(SampleEvidence.Ueid(), SampleEvidence.Claims.Chain.Epoch, SampleEvidence.IssuedAt, [new ModelFloor("audio", 1), new ModelFloor("vision", Limits.Release)]);
        yield return ("valid-two", FloorStatementCodec.Encode(statement));
        yield return ("valid-none", FloorStatementCodec.Encode(statement with { Floors = [] }));
    }

    private static void CheckFloors(ReadOnlyMemory<byte> input, FloorStatement statement) =>
        BrokenInvariantException.Unless(statement.Floors.All(floor => floor.Release > 0) && statement.Floors.DistinctBy(floor => floor.Model).Count() == statement.Floors.Count, "each model once, from 1");

    private static IEnumerable<(string Name, byte[] Content)> LinkSeeds()
    {
        ChainLink first = ChainLink.First(SampleEvidence.Claims.Chain.Epoch, "mlsec.finding.v1", "warning", SampleEvidence.Digest("payload"));
        yield return ("valid-first", first.Encode());
        yield return ("valid-next", ChainLink.After(first.Head, "mlsec.update.v1", "info", SampleEvidence.Digest("other")).Encode());
    }

    private static void CheckEvidence(ReadOnlyMemory<byte> input, EvidenceClaims claims)
    {
        BrokenInvariantException.Unless(claims.Nonce.Length is >= EvidenceLimits.LeastNonceBytes and <= EvidenceLimits.MostNonceBytes && input.Span.IndexOf(claims.Nonce.Span) >= 0, "a nonce of the input");
        BrokenInvariantException.Unless(claims.Models.Count <= EvidenceLimits.Models && claims.Models.Select(model => model.Model).Distinct().Count() == claims.Models.Count, "each model once");
        BrokenInvariantException.Unless(claims.Mode is EvidenceMode.Enforce or EvidenceMode.Observe && claims.Coverage.Count <= EvidenceLimits.CoverageRows, "a known mode, bounded coverage");
        BrokenInvariantException.Unless(claims.Models.Sum(model => model.Answers?.Bytes ?? 0) <= EvidenceLimits.AllAnswerBytes, "bounded answers");
        foreach (IReadOnlyList<ReadOnlyMemory<byte>> outputs in claims.Models.SelectMany(model => model.Answers?.Inputs ?? []))
        {
            // A fault or tensors no larger than what came, and nothing thrown.
            BrokenInvariantException.Unless(
                AnswerTensors.Read(outputs).Match(read => read.Sum(tensor => (long)tensor.Data.Length) <= 8L * outputs.Sum(output => output.Length), _ => true), "tensors that came");
        }
    }

    private static void CheckLink(ReadOnlyMemory<byte> input, ChainLink link)
    {
        BrokenInvariantException.Unless(input.Length <= ChainLink.MostBytes && link.Sequence is >= 1 and <= Limits.Release, "limits of a link");
        BrokenInvariantException.Unless(link.Sequence == 1 == (link.Previous == ChainLink.Origin), "nothing before the first link, something before each other");
        ChainLink next = ChainLink.After(link.Head, link.Type, link.Severity, link.Payload);
        BrokenInvariantException.Unless(next.Follows(link.Head) && !link.Follows(link.Head), "the next link follows, the link itself does not");
    }

    private static void CheckParts(ReadOnlyMemory<byte> input, SignedParts parts) => BrokenInvariantException.Unless(
        parts.Document.Length is >= 1 and <= SignedMessage.DocumentBytes && parts.Cms.Length is >= 1 and <= Limits.CmsBytes && input.Span.IndexOf(parts.Document.Span) >= 0 && input.Span.EndsWith(parts.Cms.Span),
        "both parts stand in the input, within the limits");

    private static byte[] Ok(Parsed<ReadOnlyMemory<byte>> written) =>
        written.Match(bytes => bytes.ToArray(), fault => throw new BrokenInvariantException($"what is read can be written: {fault}"));
}
