using MLSecOps.Core.Tensors;
using MLSecOps.Formats.Tap;
using MLSecOps.TestKit;

namespace MLSecOps.Client.Tests;

public sealed class VerifiedModelTests
{
    private static readonly Tensor Small = new("x", ElementType.UInt8, [3], new byte[] { 1, 2, 3 });
    private static readonly Tensor Large = new("y", ElementType.UInt8, [100_000], Enumerable.Range(0, 100_000).Select(i => (byte)i).ToArray());

    [Fact]
    public void What_was_opened_is_what_the_agent_says()
    {
        using var agent = new SampleAgent("weights"u8.ToArray());
        using VerifiedModel model = VerifiedModel.Open("sample", agent.Socket);
        Assert.Equal(("sample", 17, "1.4.2"), (model.Name, model.Release, model.Version));
        Assert.Equal("weights"u8.ToArray(), model.File.ReadAllBytes());
        Assert.Equal("weights"u8.ToArray(), System.IO.File.ReadAllBytes(model.File.ProcPath));
        Assert.Throws<UnauthorizedAccessException>(() => System.IO.File.WriteAllBytes(model.File.ProcPath, [1]));
    }

    [Fact]
    public void Large_tensors_come_whole_only_when_asked_for_and_large_canaries_are_answered()
    {
        using var agent = new SampleAgent([1]);
        using VerifiedModel model = VerifiedModel.Open("sample", agent.Socket);
        Predict predict = model.Watch(inputs => [inputs[^1]]);
        predict([Small, Large]);
        agent.Sample(1);
        agent.Canary(7, Large);
        model.Poll();
        model.Poll();
        predict([Small, Large]);
        predict([Small, Large]);
        agent.Take();
        Assert.Empty(agent.Faults);
        Assert.Equal([TapPlace.Inline, TapPlace.Omitted, TapPlace.Omitted], agent.Records[0].Places);
        Assert.Equal((7UL, TapRecordFlags.Whole), (agent.Records[1].Token, agent.Records[1].Flags));
        Assert.Equal(Large.Data.ToArray(), agent.Records[1].Outputs.Single().Data.ToArray());
        Assert.Equal([TapPlace.Inline, TapPlace.Descriptor, TapPlace.Descriptor], agent.Records[2].Places);
        Assert.Equal(Large.Data.ToArray(), agent.Records[2].Inputs[1].Data.ToArray());
        Assert.Equal(TapPlace.Omitted, agent.Records[3].Places[2]);
        Assert.Equal(0UL, agent.Continuity.LostRecords);
    }

    [Fact]
    public void A_canary_that_cannot_be_answered_says_why_and_the_application_goes_on()
    {
        using var agent = new SampleAgent([1]);
        using VerifiedModel model = VerifiedModel.Open("sample", agent.Socket);
        bool fail = true;
        Predict predict = model.Watch(inputs => fail ? throw new InvalidDataException("my own") : Enumerable.Repeat(Small, TapLimits.Tensors + 1).ToArray());
        agent.Canary(7, Small);
        Assert.Throws<InvalidDataException>(() => predict([Small]));
        fail = false;
        agent.Canary(8, Small);
        model.Poll();
        predict([Small with { Data = new byte[2] }]);
        agent.Take();
        Assert.Empty(agent.Faults);
        Assert.Equal([(7UL, TapErrorCause.CallFailed), (8UL, TapErrorCause.AnswerUnsendable)], agent.Errors);
        Assert.Equal(TapRecordFlags.Failed, agent.Records.Single().Flags);
        Assert.Equal(1UL, model.Dropped);
    }

    [Fact]
    public void A_full_socket_drops_and_the_agent_sees_the_gap()
    {
        using var agent = new SampleAgent([1]);
        using (VerifiedModel model = VerifiedModel.Open("sample", agent.Socket))
        {
            Predict predict = model.Watch(_ => [Small]);
            var content = new Tensor("x", ElementType.UInt8, [10_000], new byte[10_000]);
            for (int i = 0; i < 1000; i++)
            {
                predict([content]);
            }

            Assert.InRange(model.Dropped, 1UL, 999UL);
            agent.Take();
            Assert.Equal(1000UL - model.Dropped, agent.Continuity.Records);
            predict([content]);
        }

        agent.Take();
        Assert.Empty(agent.Faults);
        Assert.True(agent.SaidBye);
        Assert.Equal(1001UL, agent.Continuity.Records + agent.Continuity.LostRecords);
    }

    [Fact]
    public void A_batch_is_one_message()
    {
        using var agent = new SampleAgent([1]);
        using VerifiedModel model = VerifiedModel.Open("sample", agent.Socket);
        Assert.Throws<ArgumentOutOfRangeException>(() => model.Batch = 0);
        model.Batch = 16;
        var texts = new Tensor("t", ElementType.Text, [2], default, ["café", ""]);
        for (int i = 0; i < 40; i++)
        {
            model.Tell([Small, texts], [Small], TimeSpan.FromMicroseconds(3));
        }

        model.Flush();
        agent.Take();
        Assert.Empty(agent.Faults);
        Assert.Equal(40, agent.Records.Count);
        Assert.InRange(agent.Continuity.Messages, 3UL, 40UL);
        Assert.All(agent.Records, record => Assert.Equal((3000UL, "café"), (record.Nanoseconds, record.Inputs[1].Strings![0])));
    }

    [Fact]
    public void An_agent_that_is_gone_is_no_matter()
    {
        VerifiedModel model;
        using (var agent = new SampleAgent([1]))
        {
            model = VerifiedModel.Open("sample", agent.Socket);
        }

        Predict predict = model.Watch(_ => [Small]);
        Assert.Equal([Small], predict([Small]));
        model.Poll();
        model.Dispose();
        model.Dispose();
        Assert.InRange(model.Dropped, 1UL, 3UL);
        Assert.Null(Assert.Throws<ModelNotOpenedException>(() => VerifiedModel.Open("sample", "/nonexistent")).Reason);
    }

    [Fact]
    public async Task Python_takes_inputs_in_many_forms_and_canaries_in_the_same()
    {
        Assert.SkipUnless(ToolRun.Exists("python3"), "python3 is not installed");
        string root = typeof(VerifiedModelTests).Assembly.GetCustomAttributes(false).OfType<System.Reflection.AssemblyMetadataAttribute>().Single(data => data.Key == "RepositoryRoot").Value!;
        using var agent = new SampleAgent("weights"u8.ToArray());
        agent.Canary(7, new Tensor("x", ElementType.Float32, [1, 2], new byte[8]));
        string said = await ToolRun.Must("python3", "-B", Path.Combine(root, "tests", "MLSecOps.Client.Tests", "forms.py"), agent.Socket, Path.Combine(root, "packaging", "clients", "python"));
        agent.Take();
        Assert.Equal("ok\n", said);
        Assert.Empty(agent.Faults);
        Assert.Empty(agent.Errors);
        Assert.True(agent.SaidBye);
        Assert.Single(agent.Records, record => record.Token == 7);
        Assert.Contains(agent.Records, record => record.Flags == TapRecordFlags.Failed);
        Assert.Contains(agent.Records, record => record.Inputs is [{ Type: ElementType.Text }] && record.Inputs[0].Strings!.SequenceEqual(["a", "é"]));
        Assert.Contains(agent.Records, record => record.Inputs is [{ Type: ElementType.Float64 }] && record.Inputs[0].Shape.SequenceEqual([2L, 2L]));
        Assert.Contains(agent.Records, record => record.Inputs is [{ Type: ElementType.Float32, Name: "x" }, { Type: ElementType.Int64, Name: "n" }]);
        Assert.Equal(1UL, agent.Continuity.LostRecords);
    }
}
