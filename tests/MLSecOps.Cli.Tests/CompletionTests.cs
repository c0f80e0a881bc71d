using MLSecOps.TestKit;

namespace MLSecOps.Cli.Tests;

public sealed class CompletionTests
{
    [Theory]
    [InlineData("mlsec mod", "model")]
    [InlineData("mlsec model ver", "verify")]
    [InlineData("mlsec --json model sho", "show")]
    [InlineData("mlsec model verify x.mlpkg --an", "--anchors")]
    [InlineData("mlsec model verify --tr", "--trust")]
    [InlineData("mlsec status --so", "--socket")]
    public async Task Bash_completes(string typed, string completed)
    {
        using ScratchFolder folder = new();
        Mlsec mlsec = new(folder.Path);
        string script = $"source <('{Mlsec.Program}' completion bash); COMP_WORDS=({typed}); COMP_CWORD=$((${{#COMP_WORDS[@]}} - 1)); _mlsec; echo \"${{COMPREPLY[*]}}\"";

        MlsecRun run = await mlsec.Shell(script);

        Assert.Equal(completed + "\n", run.Output);
    }

    [Theory]
    [InlineData("zsh", "-n")]
    [InlineData("fish", "--no-execute")]
    public async Task The_script_is_one_that_the_shell_can_parse(string shell, string flag)
    {
        Assert.SkipUnless(ToolRun.Exists(shell), $"{shell} is not installed");
        using ScratchFolder folder = new();
        Mlsec mlsec = new(folder.Path);
        MlsecRun run = await mlsec.Shell($"'{Mlsec.Program}' completion {shell} > script && {shell} {flag} script");

        Assert.True(run.ExitCode == 0, run.ToString());
    }

    [Theory]
    [InlineData("bash")]
    [InlineData("zsh")]
    [InlineData("fish")]
    public async Task Scripts_are_pinned(string shell)
    {
        using ScratchFolder folder = new();
        MlsecRun run = await new Mlsec(folder.Path).Run("completion", shell);

        Golden.Matches($"completion/mlsec.{shell}", run.Output);
    }
}
