using MLSecOps.Behaviour.Sanity;
using MLSecOps.Core.Tensors;
using MLSecOps.TestKit;

namespace MLSecOps.Behaviour.Tests.Sanity;

/// <summary>The canonical bytes of answers: every difference counts, and another implementation comes to the same digest.</summary>
public sealed class AnswerBitsTests
{
    private const string Python = "/usr/bin/python3";

    // From the remarks of AnswerBits, with nothing but struct and hashlib.
    private const string Script = """
        import hashlib, struct
        n = lambda value: struct.pack("<q", value)
        sized = lambda data: n(len(data)) + data
        b = sized("b".encode()) + n(1) + n(2) + n(2) + n(1) + sized(struct.pack("<2f", 1.5, -0.0))
        e = sized("é".encode()) + n(8) + n(1) + n(2) + n(2) + sized("x".encode()) + sized("".encode())
        print(hashlib.sha256(b"mlsec.answers/1\n" + n(2) + b + e).hexdigest())
        """;

    private static readonly Tensor Numbers = Tensors.Floats(1.5f, -0f).Shaped(2, 1) with { Name = "b" };
    private static readonly Tensor Words = Tensors.Texts("x", "") with { Name = "é" };

    [Fact]
    public async Task Another_implementation_gives_the_same_digest()
    {
        Assert.SkipUnless(File.Exists(Python), "python3 is not installed");
        Assert.Equal((await ToolRun.Must(Python, "-c", Script)).Trim(), AnswerBits.Of([Words, Numbers]).Hex);
    }

    [Fact]
    public void Order_of_the_outputs_does_not_count_and_everything_else_does()
    {
        Tensor nan = Tensors.Of(ElementType.Float32, 0x7fc00000u, 0u) with { Name = "b" };
        IReadOnlyList<Tensor>[] all =
        [
            [Numbers, Words],
            [Numbers],
            [],
            [Numbers with { Name = "c" }, Words],
            [Numbers.Shaped(1, 2), Words],
            [Numbers.Shaped(2), Words],
            [Tensors.Floats(1.5f, 0f).Shaped(2, 1) with { Name = "b" }, Words],
            [Numbers with { Type = ElementType.Int32 }, Words],
            [Numbers, Words with { Strings = ["", "x"] }],
            [Numbers, Words with { Strings = ["x"], Shape = [1] }],
            [nan, Words],
            [Tensors.Of(ElementType.Float32, 0x7fc00001u, 0u) with { Name = "b" }, Words],
        ];
        Assert.Equal(all.Length, all.Select(outputs => AnswerBits.Of(outputs).Hex).Distinct().Count());
        Assert.Equal(AnswerBits.Of([Numbers, Words]), AnswerBits.Of([Words, Numbers]));
    }
}
