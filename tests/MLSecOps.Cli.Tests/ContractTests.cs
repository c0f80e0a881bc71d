using System.Text.Json.Serialization.Metadata;
using System.Text.RegularExpressions;
using MLSecOps.Contracts.Commands;
using MLSecOps.Contracts.Varlink;

namespace MLSecOps.Cli.Tests;

public sealed class ContractTests
{
    [Theory]
    [InlineData("SandboxLayer", typeof(SandboxLayer))]
    [InlineData("Rehearsal", typeof(RehearsalEntry))]
    [InlineData("Model", typeof(ModelStatus))]
    [InlineData("Finding", typeof(FindingEntry))]
    [InlineData("Hub", typeof(HubStatus))]
    [InlineData("Status", typeof(StatusReply))]
    [InlineData("RehearseModel", typeof(RehearseModelReply))]
    public void The_interface_description_names_exactly_the_members_that_are_sent(string name, Type type)
    {
        Match definition = Regex.Match(AgentInterface.Description, $@"(?:type {name} |method {name}\([^)]*\) -> )\((?<members>[^)]*)\)");
        Assert.True(definition.Success);
        string[] described = [.. Regex.Matches(definition.Groups["members"].Value, @"(\w+):").Select(match => match.Groups[1].Value)];
        JsonTypeInfo sent = VarlinkJson.Default.GetTypeInfo(type)!;

        Assert.Equal(sent.Properties.Select(member => member.Name).Order(), described.Order());
    }

    [Fact]
    public void Schemas_are_unique() => Assert.Equal(Schemas.All.Count, Schemas.All.Distinct().Count());

    [Fact]
    public void A_frame_is_one_line_of_JSON_and_a_NUL()
    {
        byte[] frame = VarlinkMessage.Error(VarlinkErrors.InterfaceNotFound, new VarlinkInterfaceName("a\0\nb"), VarlinkJson.Default.VarlinkInterfaceName);

        Assert.Equal(frame.Length - 1, Array.IndexOf(frame, (byte)0));
        Assert.DoesNotContain((byte)'\n', frame);
        Assert.True(VarlinkMessage.TryRead(frame.AsSpan(..^1), VarlinkJson.Default.VarlinkReply, out VarlinkReply? reply));
        Assert.True(VarlinkMessage.TryRead(reply.Parameters, VarlinkJson.Default.VarlinkInterfaceName, out VarlinkInterfaceName? name));
        Assert.Equal((VarlinkErrors.InterfaceNotFound, "a\0\nb"), (reply.Error, name.Interface));
    }

    [Fact]
    public void No_cut_and_no_changed_bit_of_a_call_makes_the_reader_throw()
    {
        byte[] frame = VarlinkMessage.Call(AgentInterface.GetInterfaceDescription, new VarlinkInterfaceName("io.mlsec.Agent"), VarlinkJson.Default.VarlinkInterfaceName);
        for (int length = 0; length < frame.Length - 1; length++)
        {
            Assert.False(VarlinkMessage.TryRead(frame.AsSpan(0, length), VarlinkJson.Default.VarlinkCall, out _));
        }

        for (int bit = 0; bit < 8 * (frame.Length - 1); bit++)
        {
            byte[] changed = frame[..^1];
            changed[bit / 8] ^= (byte)(1 << (bit % 8));
            if (VarlinkMessage.TryRead(changed, VarlinkJson.Default.VarlinkCall, out VarlinkCall? call))
            {
                _ = VarlinkMessage.TryRead(call.Parameters, VarlinkJson.Default.VarlinkInterfaceName, out _);
                Assert.NotNull(call.Method);
            }
        }
    }

    [Theory]
    [InlineData("""{"method":"a","method":"b"}""")]
    [InlineData("""{"method":null}""")]
    [InlineData("""{"parameters":{}}""")]
    [InlineData("""{"method":"a","parameters":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{"a":{}}}}}}}}}}}}}}}}}}""")]
    [InlineData("[]")]
    [InlineData("null")]
    public void What_is_no_call_is_refused(string frame) =>
        Assert.False(VarlinkMessage.TryRead(System.Text.Encoding.UTF8.GetBytes(frame), VarlinkJson.Default.VarlinkCall, out _));

    [Theory]
    [InlineData("2026-11-20T10:00:00Z", true)]
    [InlineData("2026-11-20T10:00:00.5Z", true)]
    [InlineData("2026-11-20T12:00:00+02:00", true)]
    [InlineData("2026-11-20 10:00:00Z", false)]
    [InlineData("2026-11-20", false)]
    [InlineData("20.11.2026", false)]
    [InlineData("", false)]
    public void Times_are_RFC_3339(string text, bool good) => Assert.Equal(good, Timestamp.TryParse(text, out _));
}
