using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Onnx;

namespace MLSecOps.Worker.Tests;

/// <summary>Makes golden vectors from a model, as a publisher does.</summary>
internal static class GoldenSuites
{
    public static Dictionary<string, byte[]> From(byte[] model, IReadOnlyList<Tensor> inputs)
    {
        InferenceEngine.Load();
        using var session = new ModelSession(model);
        Dictionary<string, byte[]> files = [];
        for (int index = 0; index < inputs.Count; index++)
        {
            Tensor input = inputs[index] with { Name = session.Inputs[0] };
            files.Add($"test_data_set_{index}/input_0.pb", TensorProtoWriter.Write(input));
            files.Add($"test_data_set_{index}/output_0.pb", TensorProtoWriter.Write(session.Run([input], session.Outputs)[0]));
        }

        return files;
    }
}
