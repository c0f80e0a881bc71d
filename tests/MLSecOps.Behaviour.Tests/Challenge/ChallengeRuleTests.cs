using System.Text;
using System.Text.Json.Nodes;
using MLSecOps.Behaviour.Challenge;
using MLSecOps.Core.Findings;
using MLSecOps.Core.Tensors;
using MLSecOps.TestKit;

namespace MLSecOps.Behaviour.Tests.Challenge;

/// <summary>Two implementations of one rule, bit by bit: ours, and one in Python's standard library written from the reference page.</summary>
public sealed class ChallengeRuleTests
{
    private const string Python = "/usr/bin/python3";
    private const string Page = "challenge-vectors.json";

    [Fact]
    public async Task The_published_vectors_are_those_of_the_other_implementation_and_ours()
    {
        string expanded = await Expanded(ChallengeCase.Published);

        ReferencePage.Matches(Page, expanded);
        Agree(ChallengeCase.Published, expanded);
    }

    [Fact]
    public async Task Both_expand_random_cases_to_the_same_bits()
    {
        var random = new Random(20_261_126);
        ChallengeCase[] cases = [.. Enumerable.Range(0, 1000).Select(_ => ChallengeCase.Random(random))];

        Assert.True(Agree(cases, await Expanded(cases)) > 5_000);
    }

    private static async Task<string> Expanded(IReadOnlyList<ChallengeCase> cases)
    {
        Assert.SkipUnless(File.Exists(Python), "python3 is not installed");
        using ScratchFolder folder = new();
        string list = folder.Write("cases.json", Encoding.UTF8.GetBytes(new JsonArray([.. cases.Select(one => one.ToJson())]).ToJsonString()));
        return await ToolRun.Must(Python, Path.Combine(AppContext.BaseDirectory, "Challenge/expand_challenge.py"), list);
    }

    /// <summary>Elements that were compared.</summary>
    private static long Agree(IReadOnlyList<ChallengeCase> cases, string expanded)
    {
        JsonArray others = JsonNode.Parse(expanded)!.AsArray();
        Assert.Equal(cases.Count, others.Count);
        long elements = 0;
        for (int index = 0; index < cases.Count; index++)
        {
            Assert.True(ChallengeExpansion.TryExpand(cases[index].Seed, cases[index].Inputs, out IReadOnlyList<Tensor>? ours, out Check? fault), $"{fault} of {cases[index].ToJson()}");
            string[] theirs = [.. others[index]!["tensors"]!.AsArray().Select(node => node!.GetValue<string>())];
            Assert.True(ours.Select(tensor => Convert.ToHexStringLower(tensor.Data.Span)).SequenceEqual(theirs), $"{others[index]}");
            elements += ours.Sum(tensor => (long)tensor.Data.Length / ElementTypes.Size(tensor.Type));
        }

        return elements;
    }
}
