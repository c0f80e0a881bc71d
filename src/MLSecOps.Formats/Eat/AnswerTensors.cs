using MLSecOps.Core.Bytes;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Formats.Eat;

/// <summary>Answers to a challenge, between tensors and the claim.</summary>
public static class AnswerTensors
{
    /// <summary>Makes the claim.</summary>
    /// <param name="profile">Execution profile of the worker that answered.</param>
    /// <param name="runs">By index, all outputs; empty where a run failed.</param>
    public static ModelAnswers Write(string profile, IEnumerable<IReadOnlyList<Tensor>> runs) =>
        new(profile, [.. runs.Select(outputs => (IReadOnlyList<ReadOnlyMemory<byte>>)[.. outputs.Select(output => (ReadOnlyMemory<byte>)TensorProtoWriter.Write(output))])]);

    /// <summary>Reads all outputs of one input; untrusted, and bounded by the claim they came in.</summary>
    public static Parsed<IReadOnlyList<Tensor>> Read(IReadOnlyList<ReadOnlyMemory<byte>> outputs)
    {
        ArgumentNullException.ThrowIfNull(outputs);
        List<Tensor> tensors = [];
        foreach (ReadOnlyMemory<byte> output in outputs)
        {
            if (!TensorProtoReader.Read(output.Span).TryGet(out Tensor? tensor, out FormatFault? fault))
            {
                return fault;
            }

            tensors.Add(tensor);
        }

        return tensors;
    }
}
