using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;
using MLSecOps.Formats.Worker;

namespace MLSecOps.Worker;

/// <summary>Golden vectors among the parts of a job.</summary>
/// <param name="files">File contents by name; untrusted.</param>
internal sealed class GoldenVectors(IReadOnlyDictionary<string, byte[]> files)
{
    private readonly ILookup<string, VectorFileName> _folders = files.Keys.Select(VectorFileName.Parse).OfType<VectorFileName>()
        .OrderBy(file => file.Index).ToLookup(file => file.Folder, StringComparer.Ordinal);

    /// <summary>All folders: <c>test_data_set_2</c> before <c>test_data_set_10</c>.</summary>
    public IReadOnlyList<string> Folders => [.. _folders.Select(folder => folder.Key).OrderBy(name => name.Length).ThenBy(name => name, StringComparer.Ordinal)];

    /// <summary>The first file that neither a vector nor a gate of the suite reads; null for none.</summary>
    public string? FirstUnexpected(SanitySuite suite) => files.Keys.Order(StringComparer.Ordinal).FirstOrDefault(
        name => (VectorFileName.Parse(name) is not { } file || !suite.Vectors.Contains(file.Folder)) && !suite.Gates.Any(gate => GateFileNames.Reads(gate, name)));

    /// <summary>Reads one vector and fits it to the model. By ONNX's convention a tensor's name counts where it has one, else the file's number.</summary>
    /// <returns>The vector, or the check that failed.</returns>
    public (GoldenVector? Vector, Check? Fault) Read(string folder, IReadOnlyList<string> modelInputs, IReadOnlyList<string> modelOutputs)
    {
        (List<Tensor> outputs, Check? fault) = ReadAll([.. _folders[folder].Where(file => !file.IsInput)], modelOutputs);
        if (fault is null && outputs.Count == 0)
        {
            fault = Check.Fail("rehearsal.vector", folder, RehearsalReasons.VectorMissing, "at least one output");
        }

        (IReadOnlyList<Tensor> inputs, Check? first) = ReadInputs(folder, modelInputs);
        fault = first ?? fault;
        return fault is null ? (new GoldenVector(folder, inputs, outputs), null) : (null, fault);
    }

    /// <summary>Reads the inputs of a folder and fits them to the model.</summary>
    /// <returns>One for each input of the model, or the check that failed.</returns>
    public (IReadOnlyList<Tensor> Inputs, Check? Fault) ReadInputs(string folder, IReadOnlyList<string> modelInputs)
    {
        (List<Tensor> inputs, Check? fault) = ReadAll([.. _folders[folder].Where(file => file.IsInput)], modelInputs);
        return fault is null && inputs.Count != modelInputs.Count
            ? (inputs, Check.Fail("rehearsal.vector", folder, RehearsalReasons.VectorMismatch, $"{modelInputs.Count} inputs", inputs.Count.ToString()))
            : (inputs, fault);
    }

    /// <summary>Reads one tensor by the name of its file.</summary>
    /// <returns>The tensor, or the check that failed.</returns>
    public (Tensor? Tensor, Check? Fault) ReadOne(string name) =>
        !files.TryGetValue(name, out byte[]? content) ? (null, Check.Fail("rehearsal.vector", name, RehearsalReasons.VectorMissing))
        : TensorProtoReader.Read(content).TryGet(out Tensor? tensor, out FormatFault? fault) ? (tensor, null)
        : (null, Check.Fail("rehearsal.vector", name, fault.Reason, fault.Expected, fault.Found));

    private (List<Tensor> Tensors, Check? Fault) ReadAll(IReadOnlyList<VectorFileName> names, IReadOnlyList<string> modelNames)
    {
        List<Tensor> tensors = [];
        foreach (VectorFileName name in names)
        {
            (Tensor? tensor, Check? fault) = ReadOne(name.Name);
            if (tensor is null)
            {
                return (tensors, fault);
            }

            string? modelName = tensor.Name.Length > 0 && modelNames.Contains(tensor.Name) ? tensor.Name : modelNames.ElementAtOrDefault(name.Index);
            if (modelName is null || tensors.Any(other => other.Name == modelName))
            {
                return (tensors, Check.Fail("rehearsal.vector", name.Name, RehearsalReasons.VectorMismatch, "a name or number of the model, once", tensor.Name));
            }

            tensors.Add(tensor with { Name = modelName });
        }

        return (tensors, null);
    }
}
