using System.Globalization;
using System.Security.Cryptography;
using MLSecOps.Core.Bytes;
using MLSecOps.Core.Digests;
using MLSecOps.Core.Inspection;
using MLSecOps.Formats.Inspection;

namespace MLSecOps.Formats.CycloneDx;

/// <summary>Compares what a bill of materials states about a model with its bytes. A statement that is contradicted is a finding; one that is absent, or that nobody can check, is none.</summary>
/// <remarks>
/// Compared are the SHA-256, the number, element types and shapes of inputs and outputs where the format names a tensor, the properties
/// <c>mlsec:onnx:*</c> that <see cref="MlBomWriter"/> writes, and, as warnings because words are loose, an architecture family that needs operators
/// which the model does not have.
/// <para>The SHA-256 of a large model costs more than the whole inspection, so that the worker hashes only models of at most <see cref="DigestedBytes"/>
/// (<see cref="Digest"/>). For larger ones the launcher states the digest in the job if it has it: the command line hashes the file, once, before it is signed.
/// A device does not: the publisher's signature already binds bill and model to each other.</para>
/// </remarks>
public static class BomComparison
{
    /// <summary>The largest model whose SHA-256 the worker computes itself: 4 MiB, some milliseconds.</summary>
    public const int DigestedBytes = 4 << 20;

    private const int MostDifferences = 4;

    /// <summary>Different formats that are compared with each of the bill's. No honest model comes near; one that goes beyond is not what any bill describes.</summary>
    private const int MostKinds = 1024;
    private const string Sha256 = "SHA256";

    /// <summary>The model's SHA-256 as far as it is known or cheap: the launcher's, else the worker's own for a small model, else null.</summary>
    public static Sha256Digest? Digest(IByteSource model, InspectedFile file)
    {
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(file);
        if (file.Sha256 is not null || model.Length > DigestedBytes)
        {
            return file.Sha256;
        }

        byte[] window = new byte[64 << 10];
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (long offset = 0; offset < model.Length;)
        {
            int read = model.Read(offset, window);
            if (read <= 0)
            {
                return null;
            }

            hash.AppendData(window.AsSpan(0, read));
            offset += read;
        }

        return new Sha256Digest(hash.GetHashAndReset());
    }

    /// <summary>Compares.</summary>
    /// <param name="bom">The bill of materials; untrusted.</param>
    /// <param name="model">What the bytes are.</param>
    /// <param name="modelPath">The model's path in the package or its file name: which of several models in the bill it is.</param>
    /// <param name="digest">The file's SHA-256; null when it is not known, then digests are not compared.</param>
    /// <returns>What is contradicted, in the order of the bill. Texts in it are untrusted.</returns>
    public static IReadOnlyList<InspectionFinding> Compare(MlBom bom, ModelSummary model, string modelPath, Sha256Digest? digest)
    {
        ArgumentNullException.ThrowIfNull(bom);
        ArgumentNullException.ThrowIfNull(model);
        ArgumentNullException.ThrowIfNull(modelPath);
        List<InspectionFinding> findings = [];
        if (Described(bom, modelPath, digest, findings) is { } stated)
        {
            CompareDigest(stated, digest, findings);
            CompareValues(stated, "inputs", stated.Inputs, model.Inputs, findings);
            CompareValues(stated, "outputs", stated.Outputs, model.Outputs, findings);
            CompareFamily(stated, model, findings);
            CompareProperties(stated, model, findings);
        }

        return findings;
    }

    /// <summary>The component that is about this model: the only one, else the one with its digest, else the only one with its name.</summary>
    private static MlBomModel? Described(MlBom bom, string path, Sha256Digest? digest, List<InspectionFinding> findings)
    {
        if (bom.Models.Count <= 1)
        {
            return bom.Models.Count == 1 ? bom.Models[0] : null;
        }

        if (digest is { } own && bom.Models.FirstOrDefault(model => Digests(model).Contains(own.Hex)) is { } same)
        {
            return same;
        }

        string file = path[(path.LastIndexOf('/') + 1)..];
        int dot = file.LastIndexOf('.');
        MlBomModel[] named = [.. bom.Models.Where(model => model.Name == file || (dot > 0 && model.Name == file[..dot]))];
        if (named.Length != 1 && digest is { } unlisted && bom.Models.All(model => Digests(model).Any()))
        {
            findings.Add(InspectionFinding.Of(InspectionRules.BillOfMaterials, "mlbom", $"{bom.Models.Count} models are listed, none with the file's SHA-256 {unlisted.Hex}"));
        }

        return named.Length == 1 ? named[0] : null;
    }

    private static void CompareDigest(MlBomModel stated, Sha256Digest? digest, List<InspectionFinding> findings)
    {
        if (digest is { } own && Digests(stated).FirstOrDefault(hex => hex != own.Hex) is { } other)
        {
            Add(findings, $"{stated.Place}/hashes", $"states SHA-256 {other}, the file has {own.Hex}");
        }
    }

    private static void CompareValues(MlBomModel stated, string list, IReadOnlyList<string> formats, IReadOnlyList<ValueSummary> values, List<InspectionFinding> findings)
    {
        string place = $"{stated.Place}/modelCard/modelParameters/{list}";
        TensorFormat?[] tensors = [.. formats.Select(TensorFormat.Of)];

        // Only a list that is all about tensors counts the model's own; "image" may stand for any number of them.
        if (tensors.Length > 0 && tensors.Length != values.Count && Array.TrueForAll(tensors, tensor => tensor is not null))
        {
            Add(findings, place, $"states {tensors.Length} {list}, the model has {values.Count}: {Some(values.Select(value => $"{value.Name} {OnnxStatements.Format(value)}"))}");
            return;
        }

        // Formats that differ, each once: a model may have as many inputs as it likes, and each comparison takes a shape apart.
        bool ordered = tensors.Length == values.Count;
        ValueSummary[] kinds = ordered || !Array.Exists(tensors, tensor => tensor is not null) ? [] : [.. values.DistinctBy(value => (value.Type, value.Shape)).Take(MostKinds + 1)];
        if (kinds.Length > MostKinds)
        {
            Add(findings, place, $"states {tensors.Length} formats, the model has {values.Count} {list} of more than {MostKinds} different ones");
            return;
        }

        for (int index = 0; index < tensors.Length; index++)
        {
            if (tensors[index] is { } tensor && !(ordered ? tensor.Allows(values[index].Type, values[index].Shape) : Array.Exists(kinds, value => tensor.Allows(value.Type, value.Shape))))
            {
                string actual = ordered ? $"{values[index].Name} is {OnnxStatements.Format(values[index])}" : $"the model has {Some(kinds.Select(OnnxStatements.Format))}";
                Add(findings, $"{place}[{index}]", $"states {formats[index]}, {actual}");
            }
        }
    }

    private static void CompareFamily(MlBomModel stated, ModelSummary model, List<InspectionFinding> findings)
    {
        string family = (stated.ArchitectureFamily ?? "").Trim();
        string[]? needed = family.ToUpperInvariant() switch
        {
            "CNN" or "CONVNET" or "CONVOLUTIONAL" or "CONVOLUTIONAL NEURAL NETWORK" => ["Conv"],
            "TRANSFORMER" or "TRANSFORMERS" => ["MatMul", "Gemm", "Einsum", "Attention", "Conv"],
            _ => null,
        };
        if (needed is not null && model.Nodes > 0 && !model.Operators.Any(used => needed.Any(part => used.Name.Contains(part, StringComparison.OrdinalIgnoreCase))))
        {
            string evidence = $"states {family}, the model has none of {string.Join(", ", needed)}: {Some(model.Operators.Select(used => used.Name))}";
            findings.Add(new InspectionFinding(InspectionRules.BillOfMaterials, InspectionSeverity.Warning, $"{stated.Place}/modelCard/modelParameters/architectureFamily", evidence, []));
        }
    }

    private static void CompareProperties(MlBomModel stated, ModelSummary model, List<InspectionFinding> findings)
    {
        ILookup<string, MlBomProperty> properties = stated.Properties.ToLookup(property => property.Name, StringComparer.Ordinal);
        foreach ((string name, IReadOnlyList<string> values) in OnnxStatements.Of(model))
        {
            MlBomProperty[] about = [.. properties[name]];
            if (about.Length == 0)
            {
                continue;
            }

            // A shortened value is not the model's own text; such names are longer than anyone's.
            var given = new HashSet<string>(values, StringComparer.Ordinal);
            MlBomProperty? wrong = Array.Find(about, property => !given.Contains(property.Value));
            string[] missing = [.. values.Where(value => value.Length <= MlBomLimits.TextLength).Except(about.Select(property => property.Value), StringComparer.Ordinal)];
            if (wrong is not null)
            {
                Add(findings, wrong.Place, $"states {name} {wrong.Value}, the bytes give {(missing.Length > 0 ? Some(missing) : values.Count == 0 ? "none" : "another")}");
            }
            else if (missing.Length > 0)
            {
                Add(findings, about[0].Place, $"states {about.Length.ToString(CultureInfo.InvariantCulture)} of {name} and leaves out {Some(missing)}");
            }
        }
    }

    private static IEnumerable<string> Digests(MlBomModel model) =>
        model.Hashes.Where(hash => hash.Algorithm.Replace("-", "", StringComparison.Ordinal).Equals(Sha256, StringComparison.OrdinalIgnoreCase)).Select(hash => hash.Content.ToLowerInvariant());

    private static void Add(List<InspectionFinding> findings, string place, string evidence) => findings.Add(InspectionFinding.Of(InspectionRules.BillOfMaterials, place, evidence));

    private static string Some(IEnumerable<string> texts)
    {
        string[] first = [.. texts.Take(MostDifferences + 1)];
        return first.Length > MostDifferences ? $"{string.Join(", ", first[..MostDifferences])} and more" : string.Join(", ", first);
    }
}
