using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.TestKit;
using MLSecOps.TestKit.Onnx.Mutations;

namespace MLSecOps.Formats.Tests.Onnx;

/// <summary>The walk and protobuf's own parser in C++, as the onnx package uses it, read the same models alike and refuse the same ones, whatever is done to the encoding.</summary>
/// <remarks>
/// Two things may differ, and nothing else: the walk refuses what is beyond <see cref="WalkLimits"/>, as too complex; and it looks into fields that are newer than the
/// package's onnx.proto, which skips them unread. Bytes that are not UTF-8 in a text are no difference: onnx.proto is proto2, whose texts any parser takes as they are.
/// </remarks>
public sealed class DifferentialTests(ITestOutputHelper output)
{
    [Fact]
    public async Task The_walk_reads_what_the_official_parser_reads()
    {
        Assert.SkipWhen(!OnnxPackage.IsInstalled && Environment.GetEnvironmentVariable("CI") != "true", "python3-onnx is not installed");
        MutatedModel[] models = [.. Models()];
        IReadOnlyList<OnnxReading> readings = await OnnxPackage.Read(models.Select(model => model.Bytes), TestContext.Current.CancellationToken);
        Assert.Equal(models.Length, readings.Count);

        List<string> different = [];
        int read = 0, refused = 0, newer = 0, limited = 0;
        foreach ((MutatedModel model, OnnxReading theirs) in models.Zip(readings))
        {
            var source = new MemoryByteSource(model.Bytes);
            bool walked = ModelWalker.Walk(source).TryGet(out ModelTables? ours, out FormatFault? fault);
            if (walked && theirs.Lines is { } lines)
            {
                read++;
                different.AddRange(Differences(model.Name, lines, ModelListing.Of(ours!, source)));
            }
            else if (!walked && theirs.Lines is null)
            {
                Assert.Contains(fault!.Reason, new[] { InspectionReasons.TooDeep, InspectionReasons.Malformed });
                refused++;
            }
            else if (!walked && theirs.Unread!.Any(IsNewer))
            {
                newer++;
            }
            else if (fault?.Reason == InspectionReasons.TooComplex)
            {
                limited++;
            }
            else
            {
                different.Add(walked ? $"{model.Name}: walked, and they say {theirs.Refused}" : $"{model.Name}: read by them, and refused: {fault}");
            }
        }

        output.WriteLine($"{models.Length} models: {read} read alike, {refused} refused by both, {newer} refused for fields they do not know, {limited} for a limit");
        Assert.True(different.Count == 0, $"{different.Count} differ:\n{string.Join('\n', different.Take(40))}");
        Assert.True(read > models.Length / 3 && refused > models.Length / 10 && newer + limited < models.Length / 50, $"{read} read, {refused} refused, {newer} newer, {limited} limited");
    }

    private static IEnumerable<MutatedModel> Models() =>
    [
        .. MutatedModel.Of("every field", EveryField.Model(), 20, 1),
        .. MutatedModel.Generated().SelectMany((model, index) => MutatedModel.Of(model.Name, model.Bytes, 1, 10 + index)),
        .. MutatedModel.Real().SelectMany((model, index) => MutatedModel.Of(model.Name, model.Bytes, 1, 500 + index)),
    ];

    private static IEnumerable<string> Differences(string name, IReadOnlyList<string> theirs, IReadOnlyList<string> ours)
    {
        int same = theirs.Zip(ours).TakeWhile(pair => pair.First == pair.Second).Count();
        if (same < theirs.Count || same < ours.Count)
        {
            yield return $"{name}, line {same}:\n  theirs {theirs.ElementAtOrDefault(same)}\n  ours   {ours.ElementAtOrDefault(same)}";
        }
    }

    // Named as MESSAGEProto.NUMBER; all messages that have newer fields are called so.
    private static bool IsNewer(string field)
    {
        string[] parts = field.Split('.');
        return parts[0].EndsWith("Proto", StringComparison.Ordinal) && Enum.TryParse(parts[0][..^"Proto".Length], out OnnxMessage message)
            && OnnxSchema.Find(message, int.Parse(parts[1], System.Globalization.CultureInfo.InvariantCulture)) is not null;
    }
}
