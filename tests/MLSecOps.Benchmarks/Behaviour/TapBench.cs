using System.Diagnostics;
using MLSecOps.Client;
using MLSecOps.Core.Tensors;
using MLSecOps.Linux.Sockets;
using MLSecOps.TestKit;

namespace MLSecOps.Benchmarks.Behaviour;

/// <summary>The tap beside loops in C that are compiled and run in the same run, and what a record costs an application.</summary>
internal static class TapBench
{
    private const int Rounds = 2000;
    private const int Fill = 48;

    public static IReadOnlyList<Figure> Run()
    {
        if (!ToolRun.Exists("gcc"))
        {
            return [new Figure("tap", null, "", null, Note: "gcc is not installed")];
        }

        using var folder = new BenchFolder();
        string program = Path.Combine(folder.Path, "tap_bench"), clients = Path.Combine(Report.Root, "packaging/clients"), here = Path.Combine(Report.Root, "tests/MLSecOps.Benchmarks/Behaviour");
        _ = Tool("gcc", "-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", "-I", Path.Combine(clients, "c"), Path.Combine(here, "tap_bench.c"), "-o", program);
        return [.. Receiving(program, folder), .. Sending(program, clients, here)];
    }

    private static IEnumerable<Figure> Receiving(string program, BenchFolder folder)
    {
        byte[] message = TapLoad.Message();
        string file = Path.Combine(folder.Path, "message");
        File.WriteAllBytes(file, message);
        List<double> bare = [], read = [], ours = [], taken = [];
        long allocated = 0;
        TapLoad.Drain(message, Rounds, read: true, out _);
        // In turns, so that what else the machine does meets all alike.
        for (int turn = 0; turn < 5; turn++)
        {
            double[] peer = Numbers(Tool(program, "receive", file, $"{Rounds}"));
            bare.Add(peer[0]);
            read.Add(peer[1]);
            taken.Add(TapLoad.Drain(message, Rounds, read: false, out _));
            ours.Add(TapLoad.Drain(message, Rounds, read: true, out allocated));
        }

        double loop = Median.Of(bare), reading = Median.Of(read), all = Median.Of(ours), only = Median.Of(taken);
        string note = $"{TapLoad.Records} records of 16 floats and 2 outputs a message, {message.Length} bytes; medians of 5 turns, one thread";
        yield return new Figure("tap: received, beside a C `recvmmsg` loop", loop / only, "x", 0.8, true, $"C: {TapLoad.Records * 1e3 / loop:F2} M records/s", "neither reads what it receives; ours tells sender and descriptors of each message");
        yield return new Figure("tap: received, checked and read, beside the same loop in C that reads the numbers unchecked", reading / all, "x", null, true, $"C: {TapLoad.Records * 1e3 / reading:F2} M records/s", "what is missing to 1 is mostly the check of every field");
        yield return new Figure("tap: records received, checked and read per core", TapLoad.Records * 1e3 / all, "M/s", 1, true, "", note);
        yield return new Figure("tap: allocated per record", allocated / (double)TapLoad.Records, "bytes", 0, false, "", "by the receiving thread, over all rounds of a turn");
    }

    private static IEnumerable<Figure> Sending(string program, string clients, string here)
    {
        double[][] runs = [.. Enumerable.Range(0, 5).Select(_ => Numbers(Tool(program, "send", $"{Rounds}")))];
        double bare = Median.Of(runs.Select(run => run[0])), client = Median.Of(runs.Select(run => run[1]));
        yield return new Figure("tap: a record by the C client, beside a bare `send` of its bytes", client / bare, "x", 1.3, false, $"bare: {bare:F0} ns", $"{client:F0} ns; 16 floats in, 2 out, a message each");
        yield return new Figure("tap: a watched call in C#, beyond the call", CSharp() / 1e3, "µs", null, false, $"bare `send` in C: {bare / 1e3:F2} µs", "the same record");
        if (ToolRun.Exists("python3"))
        {
            double[] python = Numbers(Tool("python3", "-B", Path.Combine(here, "tap_bench.py"), Path.Combine(clients, "python"), "500"));
            yield return new Figure("tap: a watched call in Python, beyond the call", python[0] / 1e3, "µs", null, false, python.Length > 1 ? $"with numpy: {python[1] / 1e3:F1} µs" : "", "the same record, array.array");
        }
    }

    private static double CSharp()
    {
        using var pair = SeqpacketPair.Create();
        using var receiver = new SeqpacketReceiver(Fill, 1024, 0);
        using var tap = new ModelTap(pair.Theirs);
        IReadOnlyList<Tensor> inputs = [new Tensor("features", ElementType.Float32, [1, 16], new byte[64])], outputs = [new Tensor("scores", ElementType.Float32, [1, 2], new byte[8])];
        return Median.Of(Rounds, () =>
        {
            long begin = Stopwatch.GetTimestamp();
            for (int i = 0; i < Fill; i++)
            {
                tap.PollSometimes();
                tap.Tell(inputs, outputs, TimeSpan.FromMicroseconds(1), failed: false);
            }

            double spent = Stopwatch.GetElapsedTime(begin).TotalNanoseconds / Fill;
            return receiver.Receive(pair.Ours) == Fill ? spent : throw new InvalidOperationException("records were dropped");
        });
    }

    private static double[] Numbers(string output) => [.. output.Split((char[])[' ', '\n'], StringSplitOptions.RemoveEmptyEntries).Select(double.Parse)];

    private static string Tool(string program, params string[] arguments) => ToolRun.Must(program, arguments).GetAwaiter().GetResult();
}
