using System.Text.Json;
using System.Text.RegularExpressions;

namespace MLSecOps.Cli.Tests;

/// <summary>JSON documents as other programs get them, one golden file for each schema.</summary>
public sealed class JsonTests(SampleFixture sample) : IClassFixture<SampleFixture>
{
    public static TheoryData<string, string> Lines() => new()
    {
        { "verify-trusted", "model verify signed.mlpkg --trust acme/trust.toml --hardware rpi5" },
        { "verify-rejected", "model verify unsigned.mlpkg --trust acme/trust.toml" },
        { "verify-unreadable", "model verify absent.mlpkg --trust acme/trust.toml" },
        { "show", "model show signed.mlpkg" },
        { "trust-show", "trust show --trust acme/trust.toml" },
        { "config-show", "config show --config /dev/null/absent.toml" },
        { "version", "version" },
        { "usage-error", "model verify --fleet" },
        { "help", "version --help" },
    };

    [Theory]
    [MemberData(nameof(Lines))]
    public async Task Documents_are_pinned(string name, string line)
    {
        MlsecRun run = await new Mlsec(sample.Folder).Run([.. line.Split(' '), "--json"]);

        Assert.Empty(run.Error);
        using JsonDocument document = JsonDocument.Parse(run.Output);
        Assert.Equal(run.ExitCode == 0, document.RootElement.GetProperty("ok").GetBoolean());
        Assert.Matches("^mlsec\\.[a-z-]+/1$", document.RootElement.GetProperty("schema").GetString()!);
        Golden.Matches($"json/{name}.json", Stable(run.Output.Replace(sample.Folder, "/sample", StringComparison.Ordinal)));
    }

    // Keys are fresh in every run, and so is the time.
    private static string Stable(string json)
    {
        string text = Regex.Replace(json, @"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\dZ", "2026-11-23T00:00:00Z");
        text = Regex.Replace(text, "(\"(?:key_digest|manifest_digest)\": \"sha256:)[0-9a-f]{64}", m => m.Groups[1].Value + new string('0', 64));
        text = Regex.Replace(text, "(\"subject\": \"CN=[a-z ]+ CA\",\\s+\"digest\": \"sha256:)[0-9a-f]{64}", m => m.Groups[1].Value + new string('0', 64));
        return Regex.Replace(text, "\"architecture\": \"[^\"]+\"", "\"architecture\": \"x86-64\"");
    }
}
