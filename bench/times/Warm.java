import java.nio.file.Files;
import java.nio.file.Path;
import java.text.SimpleDateFormat;
import java.util.Date;

import de.unihd.dbs.heideltime.standalone.DocumentType;
import de.unihd.dbs.heideltime.standalone.HeidelTimeStandalone;
import de.unihd.dbs.heideltime.standalone.OutputType;
import de.unihd.dbs.heideltime.standalone.POSTagger;
import de.unihd.dbs.uima.annotator.heideltime.resources.Language;

/**
 * HeidelTime in one warm process: every document of a list, one after another.
 *
 * Arguments: config.props, NEWS or NARRATIVES, and a list of lines "file TAB day". Beside each file
 * its TimeML is written as file.tml. One short text is read before them, so that a run with an
 * empty list costs what loading the rules and the tagger costs.
 */
public class Warm {
    public static void main(String[] args) throws Exception {
        HeidelTimeStandalone tagger = new HeidelTimeStandalone(Language.ENGLISH,
                DocumentType.valueOf(args[1]), OutputType.TIMEML, args[0], POSTagger.TREETAGGER);
        SimpleDateFormat day = new SimpleDateFormat("yyyy-MM-dd");
        tagger.process("It rained on Monday.", day.parse("2019-11-27"));
        for (String line : Files.readAllLines(Path.of(args[2]))) {
            String[] parts = line.split("\t");
            Path file = Path.of(parts[0]);
            String text = Files.readString(file);
            Date published = day.parse(parts[1]);
            Files.writeString(Path.of(parts[0] + ".tml"), tagger.process(text, published));
        }
    }
}
