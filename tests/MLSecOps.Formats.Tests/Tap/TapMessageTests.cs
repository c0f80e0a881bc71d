using System.Text;
using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Tap;

public sealed class TapMessageTests
{
    [Fact]
    public async Task The_golden_bytes_are_those_of_an_independent_writer()
    {
        Assert.SkipUnless(ToolRun.Exists("python3"), "python3 is not installed");
        Assert.Equal(await ToolRun.Must("python3", System.IO.Path.Combine(GoldenTap.Folder, "make_golden.py")), GoldenTap.Text);
    }

    [Fact]
    public void Records_are_read_in_place()
    {
        TapMessage message = Read("records");
        Assert.Equal((TapKind.Records, 3, 7UL, 40UL, 1), (message.Kind, message.Count, message.Sequence, message.RecordsBefore, message.Descriptors));
        var records = new List<string>();
        foreach (TapRecord record in message.Records)
        {
            var line = new StringBuilder($"{record.Token:x} {record.Nanoseconds} {record.Flags} {record.Count}:");
            foreach (TapTensor tensor in record.Tensors)
            {
                string shape = string.Join('x', Enumerable.Range(0, tensor.Rank).Select(tensor.ToTensor(tensor.Content.ToArray()).Shape.ElementAt));
                line.Append($" {tensor.Role}{tensor.Index} {ElementTypes.Name(tensor.Type)} [{shape}] '{Encoding.UTF8.GetString(tensor.Name)}' {tensor.Place} {tensor.Descriptor} {tensor.Bytes}");
            }

            records.Add(line.ToString());
        }

        Assert.Equal(
            [
                "0 1500 None 3: Input0 float32 [1x4] 'features' Inline -1 16 Output0 int64 [1] 'label' Inline -1 8 Output1 float32 [1x2] 'probabilities' Inline -1 8",
                "1122334455667788 0 None 3: Input0 string [2] '' Inline -1 13 Input1 float32 [1x3x224x224] 'image' Omitted -1 602112 Output0 bool [] '' Inline -1 1",
                "0 2000000 Whole 2: Input0 float32 [64x100] '' Descriptor 0 25600 Output0 float32 [64x0] '' Inline -1 0",
            ],
            records);
    }

    [Fact]
    public void Elements_are_numbers_and_texts()
    {
        TapRecords records = Read("records").Records;
        Assert.True(records.MoveNext());
        Assert.True(records.Current.TryFind(TapRole.Input, 0, out TapTensor features));
        Assert.Equal([0.5f, -1.25f, 3f, 0f], features.Elements<float>().ToArray());
        Assert.True(records.Current.TryFind(TapRole.Output, 0, out TapTensor label));
        Assert.Equal([1L], label.Elements<long>().ToArray());
        Assert.False(records.Current.TryFind(TapRole.Input, 1, out _));
        Assert.Throws<ArgumentException>(() =>
        {
            TapRecords again = Read("records").Records;
            again.MoveNext();
            again.Current.TryFind(TapRole.Input, 0, out TapTensor tensor);
            return tensor.Elements<double>().Length;
        });

        Assert.True(records.MoveNext());
        Assert.True(records.Current.TryFind(TapRole.Input, 0, out TapTensor texts));
        Assert.Equal(["café", ""], texts.ToTensor(texts.Content.ToArray()).Strings!);
    }

    [Fact]
    public void The_small_kinds_say_what_they_are()
    {
        Assert.Equal((TapKind.Records, 0, 43UL), (Read("no-records").Kind, Read("no-records").Count, Read("no-records").RecordsBefore));
        Assert.Equal((TapKind.Error, GoldenTap.Token, TapErrorCause.CallFailed), (Read("error").Kind, Read("error").ErrorToken, Read("error").ErrorCause));
        Assert.Equal((TapKind.Bye, 11UL, 44UL), (Read("bye").Kind, Read("bye").Sequence, Read("bye").RecordsBefore));
        Assert.Equal((TapKind.Sample, 16, 0UL), (Read("sample").Kind, Read("sample").SampleRecords, Read("sample").ErrorToken));
        TapRecords canaries = Read("canary").Records;
        Assert.True(canaries.MoveNext());
        Assert.Equal(GoldenTap.Token, canaries.Current.Token);
        Assert.False(canaries.MoveNext());
        Assert.Equal((TapKind.None, 0, 0), (default(TapMessage).Kind, default(TapMessage).Count, default(TapMessage).SampleRecords));
    }

    [Theory]
    [MemberData(nameof(Names))]
    public void The_writer_writes_the_golden_bytes(string name)
    {
        byte[] buffer = Enumerable.Repeat((byte)0xa5, TapLimits.MessageBytes).ToArray();
        int written = name switch
        {
            "error" => TapWriter.Error(buffer, GoldenTap.Token, TapErrorCause.CallFailed, 10, 44),
            "bye" => TapWriter.Bye(buffer, 11, 44),
            "sample" => TapWriter.Sample(buffer, 16, 1, 1),
            _ => Copy(Read(name), buffer),
        };
        Assert.Equal(Convert.ToHexStringLower(GoldenTap.All[name]), Convert.ToHexStringLower(buffer.AsSpan(0, written)));
    }

    public static TheoryData<string> Names => [.. GoldenTap.All.Keys];

    /// <summary>Writes again what was read.</summary>
    internal static int Copy(in TapMessage message, Span<byte> buffer)
    {
        var writer = new TapWriter(buffer);
        Span<long> dimensions = stackalloc long[TapLimits.Rank];
        foreach (TapRecord record in message.Records)
        {
            Assert.True(writer.TryBeginRecord(record.Token, record.Nanoseconds, record.Flags));
            foreach (TapTensor tensor in record.Tensors)
            {
                for (int axis = 0; axis < tensor.Rank; axis++)
                {
                    dimensions[axis] = tensor.Dimension(axis);
                }

                var head = new TapTensorHead(tensor.Role, (ushort)tensor.Index, tensor.Type, dimensions[..tensor.Rank], tensor.Name);
                Assert.True(tensor.Place switch
                {
                    TapPlace.Inline => writer.TryAdd(head, tensor.Content),
                    TapPlace.Omitted => writer.TryAddOmitted(head, tensor.Bytes),
                    _ => writer.TryAddDescriptor(head, tensor.Bytes),
                });
            }

            writer.EndRecord();
        }

        return writer.Finish(message.Kind, message.Sequence, message.RecordsBefore);
    }

    private static TapMessage Read(string name)
    {
        Assert.True(TapMessage.TryRead(GoldenTap.All[name], GoldenTap.SideOf(name), out TapMessage message, out TapFault fault), $"{name}: {fault}");
        return message;
    }
}
