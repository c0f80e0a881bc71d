using MLSecOps.Formats.Eat;

namespace MLSecOps.Formats.Attestation;

/// <summary>Claims of attestation results (draft-ietf-rats-ear; the names with dots are those of Veraison before the draft).</summary>
internal static class EarCatalogue
{
    private static readonly (long Number, string Word)[] Tiers = [(0, "none"), (2, "affirming"), (32, "warning"), (96, "contraindicated")];

    private static readonly Shape AspectValue = new ScalarShape(
        "a value from -128 to 127",
        item => item is { Kind: DataKind.Integer, Number: >= sbyte.MinValue and <= sbyte.MaxValue }
            ? $"{AnyShape.Number(item.Number)} ({TrustVector.TierOf((sbyte)item.Number).ToString().ToLowerInvariant()})" : null);

    private static readonly ClaimCatalogue Vector = new("a trustworthiness vector",
    [
        new(0, "instance-identity", AspectValue),
        new(1, "configuration", AspectValue),
        new(2, "executables", AspectValue),
        new(3, "file-system", AspectValue),
        new(4, "hardware", AspectValue),
        new(5, "runtime-opaque", AspectValue),
        new(6, "storage-opaque", AspectValue),
        new(7, "sourced-data", AspectValue),
    ]);

    private static readonly ClaimCatalogue KeyAttestation = new("a key attestation", [new(0, "akpub", Shapes.Bytes(1), true)]);

    private static readonly Shape Explanation = Shapes.List(new TupleShape(
        6, ("aspect", Shapes.Integer(0, 7)), ("value", AspectValue), ("claim", Shapes.Text), ("reason", Shapes.Any), ("expected", Shapes.Any), ("found", Shapes.Any)), 1);

    private static readonly ClaimCatalogue Appraisal = new("an appraisal",
    [
        new(1000, "ear_status|ear.status", Shapes.Words(Tiers), true),
        new(1001, "ear_trustworthiness_vector|ear.trustworthiness-vector", Vector),
        new(1003, "ear_appraisal_policy_ids|ear.appraisal-policy-id|ear.appraisal-policy-ids", Shapes.OneOrMore(Shapes.SomeText)),
        new(10, "eat_nonce", Shapes.Any),
        new(265, "eat_profile", Shapes.Any),
        new(65000, "ear_teep_claims", EatCatalogue.Claims),
        new(-70000, "ear_veraison_annotated_evidence|ear.veraison.annotated-evidence", Shapes.Any),
        new(-70001, "ear_veraison_policy_claims|ear.veraison.policy-claims", Shapes.Any),
        new(-70002, "ear_veraison_key_attestation|ear.veraison.key-attestation", KeyAttestation),
        new(EatKeys.Explanation, "mlsec_explanation", Explanation),
    ], StatusRule);

    private static readonly ClaimCatalogue Verifier = new("a verifier's identity", [new(0, "developer", Shapes.SomeText, true), new(1, "build", Shapes.SomeText, true)]);

    /// <summary>The claims.</summary>
    public static ClaimCatalogue Claims { get; } = new("claims of an attestation result",
    [
        new(265, "eat_profile", Shapes.SomeText, true),
        new(6, "iat", Shapes.Time, true),
        new(4, "exp", Shapes.Time),
        new(10, "eat_nonce", Shapes.Choice(Shapes.Bytes(8, 64), Shapes.Text)),
        new(256, "ueid", Shapes.Bytes(7, 33)),
        new(1004, "ear_verifier_id|ear.verifier-id", Verifier, true),
        new(1002, "ear_raw_evidence|ear.raw-evidence", Shapes.Bytes(1)),
        new(266, "submods", TableShape.OfText(Appraisal, 1), true),
        new(-70000, "ear.veraison.annotated-evidence", Shapes.Any),
        new(-70001, "ear.veraison.policy-claims", Shapes.Any),
        new(EatKeys.AppraisedEvidence, "mlsec_evidence_sha256", Shapes.Bytes(32, 32)),
    ]);

    /// <summary>True for claims that say that they are a result.</summary>
    public static bool Fits(DataItem item) => item.Has(1004) || item.Find("ear_verifier_id") is not null || item.Find("ear.verifier-id") is not null;

    // The draft, 3.1: a status is not better than the worst of its vector; one of none asserts nothing and may stand beside anything affirming.
    private static string? StatusRule(DataItem item)
    {
        long status = Status(item.Find(1000) ?? item.Find("ear_status") ?? item.Find("ear.status"));
        DataItem? vector = item.Find(1001) ?? item.Find("ear_trustworthiness_vector") ?? item.Find("ear.trustworthiness-vector");
        long worst = vector is null ? 0 : vector.Pairs.Select(pair => (long)TrustVector.TierOf((sbyte)pair.Value.Number)).DefaultIfEmpty().Max();
        return status != 0 && status < worst ? "a status not better than the worst of its vector" : null;
    }

    private static long Status(DataItem? item) => item?.Kind == DataKind.Text ? Array.Find(Tiers, tier => tier.Word == item.Text).Number : item?.Number ?? 0;
}
