using System.CommandLine;
using MLSecOps.Cli.Output;
using MLSecOps.Contracts.Commands;
using MLSecOps.Core.Findings;

namespace MLSecOps.Cli.Grammar;

/// <summary>From words to an exit code. The only place where exceptions end.</summary>
internal static class CommandLine
{
    private static readonly ParserConfiguration Parsing = new() { EnablePosixBundling = false, ResponseFileTokenReplacer = null };

    public static async Task<int> RunAsync(string[] arguments, Surroundings surroundings, CancellationToken cancellationToken)
    {
        ParseResult line = CommandTree.Build().Parse(arguments is ["--version"] ? ["version"] : arguments, Parsing);
        PrintOptions options = OptionsOf(line, arguments);
        Outcome outcome = await OutcomeAsync(line, surroundings, options, cancellationToken);
        try
        {
            new Printer(surroundings, options).Print(outcome);
        }
        catch (IOException)
        {
            // The reader of our output went away (mlsec … | head): nobody is left to tell, and the result was not delivered.
            return outcome.ExitCode == ExitCodes.Ok ? ExitCodes.Operational : outcome.ExitCode;
        }

        return outcome.ExitCode;
    }

    private static async Task<Outcome> OutcomeAsync(ParseResult line, Surroundings surroundings, PrintOptions options, CancellationToken cancellationToken)
    {
        Command command = line.CommandResult.Command;
        if (line.GetValue<bool>("--help"))
        {
            return HelpText.Outcome(command);
        }

        string schema = Schemas.Error;
        CommandDocument? begun = null;
        Failure failure;
        try
        {
            if (UsageCheck.FirstProblem(line) is { } problem)
            {
                failure = problem;
            }
            else
            {
                Verb verb = (Verb)command;
                schema = verb.Schema;
                cancellationToken.ThrowIfCancellationRequested();
                return await verb.RunAsync(new Invocation(line, surroundings, options), cancellationToken);
            }
        }
        catch (CommandFailure known)
        {
            failure = known.Failure;
            begun = known.Document;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            failure = new Failure(CommandReasons.Interrupted, "interrupted");
        }
        catch (IOException)
        {
            failure = new Failure(CommandReasons.FileUnreadable, $"reading or writing failed in {Names.Of(command)}");
        }
        catch (Exception mistake)
        {
            // The type says where to look and holds no text from outside.
            failure = new Failure(CommandReasons.Internal, $"this program made a mistake in {Names.Of(command)}", mistake.GetType().Name);
        }

        return Outcome.Failed(begun ?? new CommandDocument { Schema = schema, Ok = false }, [], failure);
    }

    // A line with mistakes may still say --json; whoever parses the output needs the document then most of all.
    private static PrintOptions OptionsOf(ParseResult line, string[] arguments)
    {
        bool json = line.GetValue<bool>(Flags.JsonName) || arguments.TakeWhile(word => word != "--").Any(word => word is Flags.JsonName or "-j");
        bool? colour = line.GetValue<string>("--color") switch
        {
            "always" => true,
            "never" => false,
            _ => null,
        };
        return new PrintOptions(json, line.GetValue<bool>("--quiet"), colour);
    }
}
