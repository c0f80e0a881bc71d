using System.Reflection;
using System.Text;
using System.Text.RegularExpressions;
using MLSecOps.Contracts.Varlink;

namespace MLSecOps.Architecture.Tests;

/// <summary>The definition of <c>io.mlsec.Agent</c> says what the program does, and the reference page is made of it.</summary>
public sealed partial class VarlinkPageTests
{
    private const string Page = "packaging/docs/reference/varlink.md";

    [GeneratedRegex(@"^(?<kind>method|error|type) (?<name>[A-Z]\w*)\s*\(", RegexOptions.Multiline)]
    private static partial Regex Declared();

    [Fact]
    public void Every_method_of_the_definition_has_its_name_in_the_program_and_the_other_way_round()
    {
        string[] named = [.. Constants(typeof(AgentInterface)).Where(name => name.StartsWith(AgentInterface.Name + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(named, Names("method"));
    }

    [Fact]
    public void Every_error_of_the_definition_has_its_name_in_the_program_and_the_other_way_round()
    {
        string[] named = [.. Constants(typeof(VarlinkErrors)).Where(name => name.StartsWith(AgentInterface.Name + ".", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.Equal(named, Names("error"));
    }

    [Theory]
    [InlineData(typeof(OpenModelFile), "type File")]
    [InlineData(typeof(ListedModel), "type ListedModel")]
    [InlineData(typeof(AgentEvent), "type Event")]
    [InlineData(typeof(ModelStatus), "type Model")]
    [InlineData(typeof(OpenModelReply), "method OpenModel", true)]
    [InlineData(typeof(EventsReply), "method Events", true)]
    [InlineData(typeof(ListModelsReply), "method ListModels", true)]
    public void What_is_written_has_the_members_of_the_definition(Type type, string declaration, bool isResult = false)
    {
        string text = AgentInterface.Description[(AgentInterface.Description.IndexOf(declaration, StringComparison.Ordinal) + declaration.Length)..];
        text = isResult ? text[(text.IndexOf("->", StringComparison.Ordinal) + 2)..] : text;
        string[] members = [.. text[(text.IndexOf('(') + 1)..text.IndexOf(')')].Split(',').Select(member => member.Split(':')[0].Trim()).Order(StringComparer.Ordinal)];
        string[] written = [.. VarlinkJson.Default.GetTypeInfo(type)!.Properties.Select(property => property.Name).Order(StringComparer.Ordinal)];
        Assert.Equal(written, members);
    }

    [Fact]
    public void The_words_of_events_are_in_the_definition() => Assert.All(AgentEvents.All, word => Assert.Contains(word, AgentInterface.Description, StringComparison.Ordinal));

    [Fact]
    public void The_page_is_the_definition()
    {
        StringBuilder page = new("# Varlink\n\n<!-- Made from the program's own definition; UPDATE_GOLDEN=1 tests/run Architecture writes it again. -->\n\n");
        page.Append("`/run/mlsec/io.mlsec.Agent` speaks [varlink](https://varlink.org): one JSON object for each call and reply, ended by a NUL byte. Callers are told by the kernel; ");
        page.Append("the socket's owner and `varlink.group` decide who may connect, and a caller whose user has no number here is refused (`org.varlink.service.PermissionDenied`). ");
        page.Append("A call has at most 64 KiB; a connection that asks nothing for 10 seconds is closed, but for subscriptions. Of 32 connections at a time, 8 may be subscriptions, ");
        page.Append("each with 64 events waiting. Descriptors that a caller sends are closed. A member that is null may be absent.\n\n");
        page.Append("[Open a model](../how-to/open-a-model.md) shows how an application uses it.\n\n");
        page.Append($"## {AgentInterface.Name}\n\n```varlink\n{AgentInterface.Description}```\n\n## {AgentInterface.ServiceName}\n\n```varlink\n{AgentInterface.ServiceDescription}```\n");
        string full = Path.Combine(Repository.Root, Page);
        if (Environment.GetEnvironmentVariable("UPDATE_GOLDEN") == "1")
        {
            File.WriteAllText(full, page.ToString());
        }

        Assert.True(File.Exists(full), $"{Page} is missing; UPDATE_GOLDEN=1 writes it");
        Assert.Equal(page.ToString(), File.ReadAllText(full));
    }

    private static IEnumerable<string> Constants(Type type) =>
        type.GetFields(BindingFlags.Public | BindingFlags.Static).Where(field => field.FieldType == typeof(string)).Select(field => (string)field.GetValue(null)!);

    private static string[] Names(string kind) =>
        [.. Declared().Matches(AgentInterface.Description).Where(match => match.Groups["kind"].Value == kind).Select(match => $"{AgentInterface.Name}.{match.Groups["name"].Value}").Order(StringComparer.Ordinal)];
}
