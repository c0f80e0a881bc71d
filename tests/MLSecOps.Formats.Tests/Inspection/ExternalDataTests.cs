using MLSecOps.Core.Bytes;
using MLSecOps.Core.Findings;
using MLSecOps.Formats.Inspection;
using MLSecOps.Formats.Onnx.Graph;
using MLSecOps.TestKit;

namespace MLSecOps.Formats.Tests.Inspection;

public sealed class ExternalDataTests
{
    // TensorProto { external_data { key "location" value "w" } data_location EXTERNAL }
    private static readonly byte[] External = Field(13, [.. Field(1, "location"u8), .. Field(2, "w"u8)]).Concat(new byte[] { 0x70, 0x01 }).ToArray();

    [Fact]
    public void Finds_references_wherever_a_tensor_can_stand()
    {
        byte[] attribute = Field(5, External);
        byte[] node = Field(5, attribute);
        byte[] subgraph = Field(6, Field(5, External));
        Assert.Equal(["w"], Find(Field(7, Field(5, External))));
        Assert.Equal(["w"], Find(Field(7, Field(15, Field(1, External)))));
        Assert.Equal(["w"], Find(Field(7, Field(1, node))));
        Assert.Equal(["w"], Find(Field(7, Field(1, Field(5, subgraph)))));
        Assert.Equal(["w"], Find(Field(25, Field(7, node))));
        Assert.Equal(["w"], Find(Field(20, Field(1, Field(5, External)))));
    }

    [Fact]
    public void A_location_without_the_flag_is_no_reference() => Assert.Empty(Find(Field(7, Field(5, External[..^2]))));

    [Fact]
    public void A_flag_without_a_location_is_one() => Assert.Equal([""], Find(Field(7, Field(5, [0x70, 0x01]))));

    [Fact]
    public void A_whole_model_has_none_and_cut_ones_never_throw()
    {
        string? path = SharedVectors.Find("ml/mnist/mnist.onnx");
        Assert.SkipWhen(path is null, SharedVectors.Absent);
        byte[] model = File.ReadAllBytes(path);
        Assert.Empty(Find(model));
        int faults = 0;
        for (int length = 0; length < model.Length; length += 7)
        {
            faults += ModelWalker.Walk(new MemoryByteSource(model.AsMemory(0, length))).TryGet(out _, out _) ? 0 : 1;
        }

        Assert.True(faults > 0);
    }

    [Fact]
    public void Deep_nesting_is_refused()
    {
        byte[] graph = [];
        for (int level = 0; level < 60; level++)
        {
            graph = Field(1, Field(5, Field(6, graph)));
        }

        Assert.False(ModelWalker.Walk(new MemoryByteSource(Field(7, graph))).TryGet(out _, out var fault));
        Assert.Equal(InspectionReasons.TooDeep, fault.Reason);
    }

    private static IReadOnlyList<string> Find(byte[] model) => ModelWalker.Walk(new MemoryByteSource(model)).Match(
        ExternalData.Locations, fault => throw new Xunit.Sdk.XunitException($"{fault.Reason} at {fault.Offset}"));

    private static byte[] Field(int number, ReadOnlySpan<byte> content)
    {
        List<byte> bytes = [];
        Varint(bytes, (number << 3) | 2);
        Varint(bytes, content.Length);
        return [.. bytes, .. content];
    }

    private static void Varint(List<byte> bytes, int value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            bytes.Add((byte)(value | 0x80));
        }

        bytes.Add((byte)value);
    }
}
