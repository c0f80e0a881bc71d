using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

/// <summary>A PKCS#11 token in software, in a scratch folder: SoftHSM.</summary>
internal sealed class SoftToken
{
    public const string Pin = "2468";

    private readonly string _folder;

    private SoftToken(string folder) => _folder = folder;

    /// <summary>The library, or null where it is not installed.</summary>
    public static string? Module { get; } = new[] { "/usr/lib/softhsm/libsofthsm2.so", "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so", "/usr/lib/aarch64-linux-gnu/softhsm/libsofthsm2.so" }
        .FirstOrDefault(File.Exists);

    public string Configuration => Path.Combine(_folder, "softhsm2.conf");

    /// <summary>Makes the store and a token in it.</summary>
    public static async Task<SoftToken> Create(string folder, string label)
    {
        Directory.CreateDirectory(Path.Combine(folder, "tokens"));
        SoftToken token = new(folder);
        await File.WriteAllTextAsync(token.Configuration, $"directories.tokendir = {folder}/tokens\nobjectstore.backend = file\nlog.level = ERROR\n");
        await token.Add(label);
        return token;
    }

    /// <summary>Another token in the same store.</summary>
    public Task Add(string label) => Tool("--init-token", "--free", "--label", label, "--so-pin", "12345678", "--pin", Pin);

    /// <summary>Puts a key on the token.</summary>
    public Task Import(string token, string keyFile, string label, string id) =>
        Tool("--import", keyFile, "--token", token, "--label", label, "--id", id, "--pin", Pin);

    private Task Tool(params string[] arguments) => ToolRun.Must("env", ["SOFTHSM2_CONF=" + Configuration, "softhsm2-util", .. arguments]);
}
