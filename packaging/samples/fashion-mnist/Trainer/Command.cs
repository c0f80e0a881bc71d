using System.Diagnostics;
using System.Security.Cryptography;
using MLSecOps.Samples.FashionMnist.Data;
using MLSecOps.Samples.FashionMnist.Learning;
using MLSecOps.Samples.FashionMnist.Onnx;
using MLSecOps.Samples.FashionMnist.Sanity;

namespace MLSecOps.Samples.FashionMnist;

/// <summary>The two verbs. Results go to stdout, progress to stderr.</summary>
internal static class Command
{
    private const string Help = """
        Trains the Fashion-MNIST sample model, or evaluates it.

        usage: fashion-mnist-trainer train --seed N --out DIR [--data DIR]
               fashion-mnist-trainer evaluate --model FILE [--data DIR]

        examples:
          dotnet run -c Release --project packaging/samples/fashion-mnist/Trainer -- \
              train --seed 1 --out packaging/samples/fashion-mnist/model
          dotnet run -c Release --project packaging/samples/fashion-mnist/Trainer -- \
              evaluate --model packaging/samples/fashion-mnist/model/model.onnx

        flags:
          --data DIR    the four idx .gz files; /usr/share/datasets/fashion-mnist unless told
          --seed N      a whole number; the same seed gives the same bytes
          --out DIR     receives model.onnx and sanity/
          --model FILE  a model.onnx that this program wrote

        exit codes: 0 done, 1 operational error, 2 usage
        """;

    public static int Run(ReadOnlySpan<string> arguments, TextWriter result, TextWriter progress)
    {
        if (arguments.IsEmpty || arguments.Contains("--help"))
        {
            result.WriteLine(Help);
            return 0;
        }

        switch (arguments)
        {
            case ["train", .. var rest]:
                Train(new CommandLine(rest, "--data", "--seed", "--out"), result, progress);
                return 0;
            case ["evaluate", .. var rest]:
                Evaluate(new CommandLine(rest, "--data", "--model"), result);
                return 0;
            default:
                throw CommandFault.Usage($"unknown verb '{arguments[0]}'");
        }
    }

    private static void Train(CommandLine line, TextWriter result, TextWriter progress)
    {
        var plan = new TrainingPlan(line.Number("--seed"));
        var outputPath = line.Text("--out");
        var data = FashionMnistData.Load(line.Text("--data", FashionMnistData.DebianFolder));
        var output = OutputFolder.Open(outputPath);

        var clock = Stopwatch.StartNew();
        var network = new Network();
        foreach (var epoch in new Training(plan, network, data).Run())
        {
            progress.WriteLine(
                $"epoch {epoch.Number,2}/{plan.Epochs}  loss {epoch.Loss:F4}  "
                + $"validation {epoch.ValidationAccuracy:F4}  {clock.Elapsed.TotalSeconds:F0} s");
        }

        var model = OnnxModel.Write(network);

        // What ships is the file, so what is measured is the file: read it back before judging it.
        var shipped = OnnxModel.Read(model);
        output.Write("model.onnx", model);
        var suite = SanitySuite.Select(shipped, data.Test);
        suite.Write(output);

        result.WriteLine($"parameters {network.ParameterCount}, training {clock.Elapsed.TotalSeconds:F1} s");
        result.WriteLine($"model.onnx {model.Length} bytes, sha256:{Convert.ToHexStringLower(SHA256.HashData(model))}");
        suite.WriteTo(result);
        Evaluation.Of(shipped, data.Test).WriteTo(result);
    }

    private static void Evaluate(CommandLine line, TextWriter result)
    {
        var path = line.Text("--model");
        Network network;
        try
        {
            network = OnnxModel.Read(File.ReadAllBytes(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException)
        {
            throw new CommandFault(
                "MODEL_UNREADABLE", $"cannot read the model '{path}'", e.Message, "give a model.onnx that 'train' wrote");
        }

        var data = FashionMnistData.Load(line.Text("--data", FashionMnistData.DebianFolder));
        Evaluation.Of(network, data.Test).WriteTo(result);
    }
}
