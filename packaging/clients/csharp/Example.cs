// Classifies rows with ONNX Runtime, from a model that the agent verified.
//
//     example MODEL ROWS.f32      rows of float32, as wide as the model's first input; prints the first output of each row
using System.Runtime.InteropServices;
using Microsoft.ML.OnnxRuntime;
using MLSecOps.Client;
using MLSecOps.Core.Tensors;

if (args.Length != 2)
{
    Console.Error.WriteLine("usage: example MODEL ROWS.f32");
    return 2;
}

try
{
    using VerifiedModel model = VerifiedModel.Open(args[0]);
    using var session = new InferenceSession(model.File.ReadAllBytes());
    string name = session.InputNames[0];
    int width = session.InputMetadata[name].Dimensions[1];

    // The application's own call.
    IReadOnlyList<Tensor> Run(IReadOnlyList<Tensor> inputs)
    {
        using var options = new RunOptions();
        using OrtValue value = OrtValue.CreateTensorValueFromMemory(MemoryMarshal.Cast<byte, float>(inputs[0].Data.Span).ToArray(), [.. inputs[0].Shape]);
        using IDisposableReadOnlyCollection<OrtValue> answers = session.Run(options, [name], [value], session.OutputNames);
        return [.. answers.Select((answer, index) => new Tensor(
            session.OutputNames[index], ElementType.Float32, answer.GetTensorTypeAndShape().Shape, MemoryMarshal.AsBytes(answer.GetTensorDataAsSpan<float>()).ToArray()))];
    }

    Predict predict = model.Watch(Run);
    using FileStream rows = File.OpenRead(args[1]);
    byte[] row = new byte[width * sizeof(float)];
    while (rows.ReadAtLeast(row, row.Length, throwOnEndOfStream: false) == row.Length)
    {
        IReadOnlyList<Tensor> outputs = predict([new Tensor(name, ElementType.Float32, [1, width], row)]);
        Console.WriteLine(string.Join(' ', MemoryMarshal.Cast<byte, float>(outputs[0].Data.Span).ToArray().Select(number => $"{number:F6}")));
    }

    return 0;
}
catch (ModelNotOpenedException refused)
{
    Console.Error.WriteLine($"example: {refused.Message}");
    return 1;
}
