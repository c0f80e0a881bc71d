namespace MLSecOps.Formats.CycloneDx;

/// <summary>A component of type <c>machine-learning-model</c>.</summary>
/// <param name="Place">Where it stands in the file: <c>mlbom/components[0]</c>.</param>
/// <param name="Name">Its name; empty when it has none.</param>
/// <param name="Version">Its version; null when not stated.</param>
/// <param name="Hashes">Digests of its file.</param>
/// <param name="ArchitectureFamily">Such as <c>transformer</c>; null when not stated.</param>
/// <param name="ModelArchitecture">Such as <c>ResNet-50</c>; null when not stated.</param>
/// <param name="Inputs">Formats of its inputs: free text, such as <c>image</c> or <c>float32 [N,3,224,224]</c>.</param>
/// <param name="Outputs">Formats of its outputs.</param>
/// <param name="Datasets">Names of, or references to, the data it was made from.</param>
/// <param name="Properties">Properties of the component and of its model card.</param>
public sealed record MlBomModel(
    string Place, string Name, string? Version, IReadOnlyList<MlBomHash> Hashes, string? ArchitectureFamily, string? ModelArchitecture,
    IReadOnlyList<string> Inputs, IReadOnlyList<string> Outputs, IReadOnlyList<string> Datasets, IReadOnlyList<MlBomProperty> Properties);
