namespace MLSecOps.Formats.CycloneDx;

/// <summary>What a CycloneDX bill of materials says about models. All texts are untrusted, signed or not: other people's tools wrote them.</summary>
/// <param name="SpecVersion"><c>1.6</c> or <c>1.7</c>.</param>
/// <param name="Models">Components of type <c>machine-learning-model</c>, in the order of the file.</param>
public sealed record MlBom(string SpecVersion, IReadOnlyList<MlBomModel> Models);
